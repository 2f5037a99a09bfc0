"""Types that all stages share: spans, batches, tables, estimates, findings, releases. Import from the submodules."""
