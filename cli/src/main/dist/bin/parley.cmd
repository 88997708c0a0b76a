@echo off
rem Starts Parley from its folder: lib (jars), jvm.options, and aot (a cache that halves the time to start, made by a
rem rehearsal of the first start with each build of Java, where this folder can be written to).
setlocal EnableExtensions DisableDelayedExpansion
for %%h in ("%~dp0..") do set "home=%%~fh"
set "jar=%home%\lib\parley.jar"

rem From parley.cmd of a checkout comes jdk; alone, it is JAVA_HOME or the java on the PATH.
if not defined jdk if defined JAVA_HOME set "jdk=%JAVA_HOME%"
if not defined jdk for /f "delims=" %%j in ('where java 2^>nul') do if not defined jdk for %%h in ("%%~dpj..") do set "jdk=%%~fh"
set "build="
if defined jdk if exist "%jdk%\release" for /f "usebackq tokens=2 delims==" %%v in (`findstr /b /c:"JAVA_RUNTIME_VERSION=" "%jdk%\release"`) do set "build=%%~v"
if not defined build goto no_java
findstr /r /c:"^JAVA_VERSION=.2[5-9]" /c:"^JAVA_VERSION=.[3-9][0-9]" "%jdk%\release" >nul || goto no_java

set "cache=%home%\aot\%build%.aot"
if not exist "%cache%" call :rehearse
set "start="
for %%c in ("%cache%") do if exist "%cache%" if not "%%~zc"=="0" set "start=-XX:AOTCache="%cache%" -Xlog:aot=off -Xlog:cds=off"
"%jdk%\bin\java.exe" "@%home%\jvm.options" %start% %PARLEY_JAVA_OPTS% -jar "%jar%" %*
exit /b %errorlevel%

rem A rehearsal that fails costs the cache and nothing else: the empty file that it leaves says not to try again.
:rehearse
if not exist "%home%\aot" mkdir "%home%\aot" 2>nul
if not exist "%home%\aot" exit /b
echo Preparing a fast start ...
set "new=%cache%.%RANDOM%"
"%jdk%\bin\java.exe" "@%home%\jvm.options" -XX:AOTCacheOutput="%new%" -cp "%jar%" dev.parley.cli.Rehearsal >"%home%\aot\rehearsal.log" 2>&1 <nul
if errorlevel 1 del /q "%new%" 2>nul
if not exist "%new%" type nul >"%new%"
move /y "%new%" "%cache%" >nul
exit /b

:no_java
>&2 echo Parley needs Java 25 or newer, by JAVA_HOME or on the PATH:  winget install EclipseAdoptium.Temurin.25.JDK
exit /b 1
