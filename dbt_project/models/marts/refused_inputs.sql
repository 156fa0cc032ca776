select path, article, reason_code, reason, refused_at
from {{ ref('stg_refused') }}
