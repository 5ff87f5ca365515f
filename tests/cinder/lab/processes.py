"""Starts and ends the processes of a lab, each known by its pid and by a command line that names the lab."""
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SERVICES = ('cinder', 'keystone')


def python(script, *args):
    return [sys.executable, '-B', os.path.join(HERE, script), *args]


def environment():
    """Nothing of the caller's own: no proxy stands between loopback addresses."""
    return {'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8', 'HOME': os.environ.get('HOME', '/'),
            'PYTHONPATH': HERE, 'no_proxy': '127.0.0.1'}


def pid_of(lab, name):
    """None when it does not run; a pid that another process has got since is not ours."""
    try:
        with open(lab / ('run/%s.pid' % name)) as file:
            pid = int(file.read())
        with open('/proc/%d/cmdline' % pid) as file:
            arguments = file.read().split('\0')
    except (OSError, ValueError):
        return None
    return pid if any(argument.startswith(lab.path) for argument in arguments) else None


def spawn(lab, name, command):
    """Starts it in a session of its own, unless it runs."""
    if pid_of(lab, name) is not None:
        return
    with open(lab / ('log/%s.out' % name), 'ab') as out:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment(),
                                 start_new_session=True)
    with open(lab / ('run/%s.pid' % name), 'w') as file:
        file.write(str(child.pid))
    # Between fork and exec it has no command line of its own.
    until = time.monotonic() + 5
    while pid_of(lab, name) is None and child.poll() is None and time.monotonic() < until:
        time.sleep(0.01)


def gone(pid):
    try:
        with open('/proc/%d/stat' % pid) as file:
            return file.read().rpartition(')')[2].split()[0] == 'Z'
    except OSError:
        return True


def end(lab, name, grace=8):
    pid = pid_of(lab, name)
    if pid is not None and pid != os.getpid():
        for number, seconds in ((signal.SIGCONT, 0), (signal.SIGTERM, grace), (signal.SIGKILL, grace)):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                break
            until = time.monotonic() + seconds
            while not gone(pid) and time.monotonic() < until:
                time.sleep(0.05)
            if gone(pid):
                break
        else:
            raise SystemExit('lab: process %d (%s) does not end' % (pid, name))
    if os.path.exists(lab / ('run/%s.pid' % name)):
        os.unlink(lab / ('run/%s.pid' % name))
