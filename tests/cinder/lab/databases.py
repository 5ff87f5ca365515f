"""Makes the two databases, once."""
import os
import sqlite3
import subprocess

import processes
from directory import HOST


def create(lab, settings):
    identity = 'http://%s:%d/v3' % (HOST, settings['keystone_port'])
    commands = {
        'cinder': [processes.sys.executable, '/usr/bin/cinder-manage', '--config-file', lab / 'etc/cinder.conf', 'db', 'sync'],
        'keystone': processes.python('keystone_database.py', lab / 'etc/keystone.conf', identity),
    }
    running = {}
    for name, command in commands.items():
        if os.path.exists(lab / ('db/%s.done' % name)):
            continue
        for rest in os.listdir(lab / 'db'):     # of a first start that was interrupted
            if rest.startswith(name):
                os.unlink(lab / ('db/' + rest))
        with open(lab / ('log/%s-database.log' % name), 'wb') as log:
            running[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                             env={**processes.environment(), 'LAB_SECRET': settings['secret']})
    for name, child in running.items():
        log = lab / ('log/%s-database.log' % name)
        if child.wait() != 0:
            with open(log) as file:
                raise SystemExit('lab: no database for %s\n%s' % (name, file.read()[-2000:]))
        # Otherwise a reader and a writer at the same time are an error 500.
        connection = sqlite3.connect(lab / ('db/%s.sqlite' % name))
        assert connection.execute('pragma journal_mode=wal').fetchone() == ('wal',)
        connection.close()
        open(lab / ('db/%s.done' % name), 'w').close()
