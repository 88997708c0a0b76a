@echo off
rem Starts Parley from a checkout: builds it when it has not been built or its sources have changed, then runs it.
rem   parley serve      a server at http://127.0.0.1:8000/
rem   parley --help     everything else
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "dist=%root%\cli\target\parley"
set "built=%root%\target\built"

call :find_jdk
if not defined jdk goto no_jdk
call :stale
if not defined stale goto run
call :find_node
if not defined node_ok goto no_node

rem One build at a time: making a folder either succeeds or finds that somebody else has made it.
set "lock=%root%\.build.lock.windows"
mkdir "%lock%" 2>nul
if errorlevel 1 goto locked
echo Building Parley. The first time this takes a minute or two; it is kept for next time.
if not exist "%root%\target" mkdir "%root%\target"
set "log=%root%\target\build.log"
type nul >"%root%\target\build.started"
set "JAVA_HOME=%jdk%"
pushd "%root%"
call "%root%\mvnw.cmd" -B -ntp -Pdist -pl cli -am package >"%log%" 2>&1
set "failed=%errorlevel%"
popd
rmdir "%lock%"
if not "%failed%"=="0" goto build_failed
if exist "%dist%\aot" rmdir /s /q "%dist%\aot"
move /y "%root%\target\build.started" "%built%" >nul

:run
call "%dist%\bin\parley.cmd" %*
exit /b %errorlevel%

:no_jdk
>&2 echo Parley needs a JDK 25 or newer, and none was found by JAVA_HOME, on the PATH or in the usual folders.
>&2 echo Install one, or let JAVA_HOME name it:  winget install EclipseAdoptium.Temurin.25.JDK
exit /b 1

:no_node
>&2 echo Parley's pages are built with Node.js 20 or newer and its npm, and %node_found%.
>&2 echo Install them:  winget install OpenJS.NodeJS.LTS
exit /b 1

:locked
>&2 echo Parley is being built by another start of it. If that is not so, remove this folder and try again:
>&2 echo   %lock%
exit /b 1

:build_failed
>&2 echo The build failed. What Maven says of it, all of which is in %log%:
>&2 findstr /b /c:"[ERROR]" "%log%"
exit /b 1

rem jdk = the folder of the JDK to use: JAVA_HOME, the one on the PATH, or the first in the usual folders.
:find_jdk
set "jdk="
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /f "delims=" %%j in ('where javac 2^>nul') do if not defined jdk call :consider "%%~dpj.."
for %%v in (25 26 27 28 29) do (
    for %%q in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%LOCALAPPDATA%\Programs\Eclipse Adoptium" "%USERPROFILE%\.jdks" "%USERPROFILE%\scoop\apps") do (
        for /d %%j in ("%%~q\*%%v*") do (
            if not defined jdk call :consider "%%~j"
            if not defined jdk call :consider "%%~j\current"
        )
    )
)
exit /b

:consider
if not exist "%~1\bin\javac.exe" exit /b
if not exist "%~1\release" exit /b
findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%~1\release" >nul && set "jdk=%~f1"
exit /b

rem stale = set when a source is newer than the last build.
:stale
set "stale=yes"
if not exist "%built%" exit /b
if not exist "%dist%\bin\parley.cmd" exit /b
set "stale="
powershell -NoProfile -Command "$b=(Get-Item -LiteralPath $env:built).LastWriteTimeUtc; $r=$env:root; $n=@(Get-ChildItem -Path ($r+'\pom.xml'),($r+'\*\pom.xml'),($r+'\web\*.*') -File)+@(Get-ChildItem -Path ($r+'\*\src') -Recurse) | Where-Object {$_.LastWriteTimeUtc -gt $b} | Select-Object -First 1; if ($n) {exit 1}"
if errorlevel 1 set "stale=yes"
exit /b

:find_node
set "node_ok="
set "node_found=there is no node on the PATH"
for /f "tokens=1 delims=." %%m in ('node --version 2^>nul') do call :check_node %%m
exit /b

:check_node
set "node_major=%1"
set "node_major=%node_major:v=%"
set "node_found=found is version %node_major%"
if %node_major% lss 20 exit /b
where npm >nul 2>nul && set "node_ok=yes"
if not defined node_ok set "node_found=npm is missing beside it"
exit /b
