"""Schema, keys and administrator of a new Keystone: what four calls of keystone-manage do, in one process.

usage: LAB_SECRET=... keystone_database.py KEYSTONE.CONF URL
"""
import grp
import os
import pwd
import sys

from keystone.cmd import cli

configuration, url = sys.argv[1:]
owner = ['--keystone-user', pwd.getpwuid(os.getuid()).pw_name, '--keystone-group', grp.getgrgid(os.getgid()).gr_name]
bootstrap = {'password': os.environ['LAB_SECRET'], 'username': 'admin', 'project-name': 'admin', 'role-name': 'admin',
             'service-name': 'keystone', 'region-id': 'RegionOne', 'public-url': url,
             'internal-url': url}
for command in (['db_sync'], ['fernet_setup', *owner], ['credential_setup', *owner],
                ['bootstrap', *(part for key, value in bootstrap.items() for part in ('--bootstrap-' + key, value))]):
    cli.main(argv=['keystone-manage', '--config-file', configuration, *command])
    cli.CONF.reset()
