"""The project (项目): an enterprise's project that a task force (专班) serves until it is finished."""
