@echo off
chcp 65001 >nul
rem Starts the program on Windows; the twin of start.sh. Usage: start.bat [--empty]; environment: PORT, HOST, DATABASE_URL
setlocal
set "ADDRESS="
set "BASE="
cd /d "%~dp0"

set "DEMO=--demo"
if "%~1"=="" goto options_read
set "DEMO="
if "%~1"=="--empty" goto options_read
echo 用法：start.bat [--empty]    --empty 不装载样例县数据；端口用环境变量 PORT 指定，默认 8501
if "%~1"=="--help" exit /b 0
exit /b 2
:options_read

if not defined PORT set "PORT=8501"
if not defined HOST set "HOST=127.0.0.1"
if not defined DATABASE_URL set "DATABASE_URL=sqlite:///data/kandejian.db"
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
if not exist data mkdir data
"%PY%" -m metrics init %DEMO% --db "%DATABASE_URL%"
if errorlevel 1 goto no_database

if defined DEMO echo 装的是样例县：打开网页后点一个演示角色就能进入，不需要密码。演示账号谁都能用，正式使用请加 --empty。
set "LINK="
if not defined DEMO for /f "delims=" %%A in ('%PY% -m metrics user link --address "http://%ADDRESS%:%PORT%" 2^>nul') do set "LINK=%%A"
if defined LINK echo 系统里还没有管理员。请在 24 小时内打开这个链接（只能用一次），设立第一个管理员：
if defined LINK echo   %LINK%

echo 看得见 正在启动，几秒后请用浏览器打开：http://%ADDRESS%:%PORT% （按 Ctrl+C 停止）
if "%HOST%"=="127.0.0.1" echo 目前只有本机可以访问；要让局域网内的其他电脑访问，请先执行 set HOST=0.0.0.0
"%PY%" -m streamlit run dashboard.py --server.address "%HOST%" --server.port "%PORT%" --browser.serverAddress "%ADDRESS%"
exit /b %errorlevel%

:no_python
echo 错误：没有找到 Python 3.11 或更高版本，请从 python.org 或本单位软件源安装后重试。
goto stopped
:no_venv
echo 错误：无法创建虚拟环境 .venv，请检查本目录是否可写、磁盘是否已满。
goto stopped
:no_requirements
echo 错误：安装依赖失败，原因见上。请检查网络，或用环境变量 PIP_INDEX_URL 指定本单位可用的软件源后重试；写着 HASHES 的，是取到的文件与本程序测试过的不同，请换一个软件源。
goto stopped
:no_database
echo 错误：数据库没有准备好，原因见上。
:stopped
pause
exit /b 1
