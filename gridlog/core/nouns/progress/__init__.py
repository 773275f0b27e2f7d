"""The weekly progress (周进度): what a project should have reached by the end of a week, and what it reached."""
