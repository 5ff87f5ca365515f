"""The directory of a lab: all that it keeps, readable by its owner only."""
import contextlib
import fcntl
import json
import os
import random
import re
import secrets
import socket

MARK = '.pulumi-snapshots-cinder-lab'
FOLDERS = ('etc', 'db', 'log', 'run', 'state', 'lock', 'coordination', 'volumes', 'backups', 'keys/fernet', 'keys/credential')
HOST = '127.0.0.1'


class Directory:
    def __init__(self, path):
        self.path = os.path.realpath(path)

    def __truediv__(self, name):
        return os.path.join(self.path, name)

    def create(self):
        os.umask(0o077)
        # Goes into configuration files and a database URL.
        if not re.fullmatch(r'[A-Za-z0-9._/-]+', self.path):
            raise SystemExit('lab: the path %s has characters other than letters, digits and . _ - /' % self.path)
        os.makedirs(self.path, mode=0o700, exist_ok=True)
        if not self.exists() and os.listdir(self.path):
            raise SystemExit('lab: %s is neither empty nor a lab' % self.path)
        os.chmod(self.path, 0o700)
        open(self / MARK, 'a').close()
        for folder in FOLDERS:
            os.makedirs(self / folder, exist_ok=True)

    def exists(self):
        """Only such a directory is ever removed."""
        return os.path.exists(self / MARK)

    @contextlib.contextmanager
    def locked(self):
        """One up or down at a time."""
        with open(self / MARK, 'a') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self, name, default=None):
        try:
            with open(self / name) as file:
                return json.load(file)
        except FileNotFoundError:
            return default

    def write(self, name, values):
        """A reader sees the old or the new text, never half of one."""
        with open(self / (name + '.new'), 'w') as file:
            json.dump(values, file, indent=1, sort_keys=True)
        os.replace(self / (name + '.new'), self / name)

    def settings(self):
        """Ports and the one secret of this lab; chosen once, so that a restarted service is where it was."""
        found = self.read('settings.json')
        if found is None:
            keystone, cinder = free_ports(2)
            found = {'keystone_port': keystone, 'cinder_port': cinder, 'secret': secrets.token_hex(18)}
            self.write('settings.json', found)
        return found


def free_ports(count):
    # Below the range from which the system gives ports to connections: nobody takes one while a service restarts.
    taken = []
    try:
        while len(taken) < count:
            sock = socket.socket()
            try:
                sock.bind((HOST, random.randint(16000, 32000)))
                taken.append(sock)
            except OSError:
                sock.close()
        return [sock.getsockname()[1] for sock in taken]
    finally:
        for sock in taken:
            sock.close()
