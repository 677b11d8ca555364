@echo off
chcp 65001 >nul
rem Starts the program on Windows; the twin of start.sh. Usage: start.bat [--demo [NAME] or --province [FOLDER] or --office; --empty is --office]
rem Environment: PORT, HOST, TLS, DEMO_ON_LAN, DATABASE_URL, as start.sh explains them
setlocal
set "ADDRESS="
set "BASE="
cd /d "%~dp0"

set "DATABASE=--auto"
if "%~1"=="" goto options_read
set "DATABASE=%~1"
if "%~1"=="--demo" set "DATABASE=--demo %~2"
if "%~1"=="--province" set "DATABASE=--province %2"
for %%W in (--demo --province --office --empty) do if "%~1"=="%%W" goto options_read
echo 用法：start.bat [--demo [县] 或 --province [省级文件夹] 或 --office]
echo   不写：已经有正式库就打开正式库，否则打开样例县
echo   --demo：样例县，在 data\sample.db 里，演示账号不需要密码；--demo qinglan 是另一个样例县
echo   --office：正式库 data\kandejian.db，从空库开始（也可以写 --empty）
echo   --province：省、市的页面；不写文件夹就是样例省（13 个市 95 个县，在 data\sample-province 里，第一次要做几分钟）
echo 端口用环境变量 PORT 指定，默认 8501；HOST=0.0.0.0 对局域网开放；TLS=self 用 https
if "%~1"=="--help" exit /b 0
exit /b 2
:options_read

if not defined PORT set "PORT=8501"
if not defined HOST set "HOST=127.0.0.1"
set "PYTHONUTF8=1"
set "PY=.venv\Scripts\python.exe"

if exist "%PY%" goto venv_ready
set "BASE="
for %%C in ("py -3.11" "py -3" "python") do if not defined BASE %%~C -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul && set "BASE=%%~C"
if not defined BASE goto no_python
echo 正在创建虚拟环境 .venv …
%BASE% -m venv --clear .venv
if errorlevel 1 goto no_venv
:venv_ready

for /f "delims=" %%A in ('%PY% .ci\address.py "%HOST%" "%PORT%"') do set "ADDRESS=%%A"
if not defined ADDRESS goto stopped

fc /b requirements.txt .venv\runtime.installed >nul 2>nul
if not errorlevel 1 goto requirements_ready
echo 正在安装依赖（requirements.txt），首次需要几分钟 …
"%PY%" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
if errorlevel 1 goto no_requirements
copy /y requirements.txt .venv\runtime.installed >nul
:requirements_ready

echo 正在准备数据库 …
"%PY%" -m metrics serve %DATABASE%
if errorlevel 1 goto stopped
exit /b 0

:no_python
echo 错误：没有找到 Python 3.11 或更高版本，请从 python.org 或本单位软件源安装后重试。
goto stopped
:no_venv
echo 错误：无法创建虚拟环境 .venv，请检查本目录是否可写、磁盘是否已满。
goto stopped
:no_requirements
echo 错误：安装依赖失败，原因见上。请检查网络，或用环境变量 PIP_INDEX_URL 指定本单位可用的软件源后重试；写着 HASHES 的，是取到的文件与本程序测试过的不同，请换一个软件源。
:stopped
pause
exit /b 1
