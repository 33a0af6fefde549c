"""How a run is written down: a folder that appears whole, its CSV, Parquet and JSON files, what its manifest says."""
