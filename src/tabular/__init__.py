"""CSV files that people edit by hand: into validated rows with every mistake named, and out again unchanged."""
