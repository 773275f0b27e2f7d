@echo off
rem Install gridlog without a network: a double click is enough.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0install.ps1" %*
set code=%ERRORLEVEL%
pause
exit /b %code%
