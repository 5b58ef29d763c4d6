"""One reader per delivery form. Each turns a delivery into a `Reading`: columns, facts and a stream for COPY."""
