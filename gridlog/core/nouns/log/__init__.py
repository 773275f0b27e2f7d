"""The daily log (日志): what a project did on a day, and what it will do on the next one."""
