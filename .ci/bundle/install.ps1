# 离线安装 gridlog / Install gridlog without a network:  .\install.cmd, or in PowerShell  .\install.ps1 [-To FOLDER]
# 数据库和设置不在这里，重装、升级都不会动它们。 Databases and settings live elsewhere; no installation touches them.
param([string]$To = (Join-Path $env:LOCALAPPDATA "gridlog-program"))
$ErrorActionPreference = "Stop"
Set-Location -LiteralPath $PSScriptRoot

function Say([string]$zh, [string]$en) { if ((Get-UICulture).Name -like "zh*") { Write-Host $zh } else { Write-Host $en } }
function Fail([string]$zh, [string]$en) { Say "错误：$zh" "Error: $en"; exit 1 }

foreach ($line in Get-Content -LiteralPath SHA256SUMS) {
  $sum, $name = $line -split "\s+\*?", 2
  if (-not (Test-Path -LiteralPath $name) -or (Get-FileHash -Algorithm SHA256 -LiteralPath $name).Hash -ne $sum) {
    Fail "安装包不完整，请重新复制：$name" "the bundle is not complete, copy it again: $name"
  }
}

$versions = "@VERSIONS@" -split " "
$found = $null
$ways = @($versions | ForEach-Object { , @("py", "-$_") }) + , @("python") + , @("python3")
foreach ($way in $ways) {
  if (-not (Get-Command $way[0] -ErrorAction SilentlyContinue)) { continue }
  $rest = @($way | Select-Object -Skip 1)
  $version = & $way[0] @rest -c "import sys; print('%d.%d' % sys.version_info[:2])" 2>$null
  if ($LASTEXITCODE -eq 0 -and $versions -contains $version) { $found = $way; break }
}
if (-not $found) { Fail "需要 Python，版本为 @VERSIONS@ 之一" "Python is needed, one of these versions: @VERSIONS@" }

# The new program is made beside the old one, which stays until the new one has answered.
$made = "$To.new"
if (Test-Path -LiteralPath $made) { Remove-Item -Recurse -Force -LiteralPath $made }
$rest = @($found | Select-Object -Skip 1)
& $found[0] @rest -m venv --without-pip $made
if ($LASTEXITCODE -ne 0) { Fail "不能建立 Python 环境" "Python cannot make its environment" }
$python = Join-Path $made "Scripts\python.exe"
$pip = (Get-ChildItem "wheels\pip-*.whl")[0].FullName
& $python "$pip\pip" --isolated --disable-pip-version-check install --quiet --no-index --no-cache-dir --find-links wheels "gridlog[@EXTRAS@]==@RELEASE@"
if ($LASTEXITCODE -ne 0) { Fail "安装没有完成，原来的程序没有动" "the installation did not end; the program that was here is as it was" }
& $python -m gridlog --version | Out-Null
if ($LASTEXITCODE -ne 0) { Fail "新装的程序不能运行，原来的程序没有动" "the new program does not run; the program that was here is as it was" }

$old = "$To.old"
if (Test-Path -LiteralPath $old) { Remove-Item -Recurse -Force -LiteralPath $old }
if (Test-Path -LiteralPath $To) { Move-Item -LiteralPath $To -Destination $old }
Move-Item -LiteralPath $made -Destination $To
$bin = Join-Path $To "bin"
New-Item -ItemType Directory -Force -Path $bin | Out-Null
Set-Content -LiteralPath (Join-Path $bin "gridlog.cmd") -Encoding ascii -Value "@`"%~dp0..\Scripts\python.exe`" -m gridlog %*"
if (Test-Path -LiteralPath $old) { Remove-Item -Recurse -Force -LiteralPath $old }

$path = [Environment]::GetEnvironmentVariable("Path", "User")
if (($path -split ";") -notcontains $bin) {
  [Environment]::SetEnvironmentVariable("Path", (@($path, $bin) | Where-Object { $_ }) -join ";", "User")
}
$told = & (Join-Path $bin "gridlog.cmd") --version
Say "已安装：$told。打开新的终端窗口，直接写 gridlog" "installed: $told. Open a new terminal and type gridlog"
