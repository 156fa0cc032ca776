"""The Dagster side of the pipeline: articles in, published marts out."""
