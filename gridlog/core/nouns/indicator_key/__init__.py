"""The key of an indicator (指标项): what a figure counts, in which unit; the standard ones, and a zone's own."""
