"""One module for each step of the data: articles, observations, models, published."""
