"""Starts what of a lab does not run, and ends when all of it serves: up.py DIRECTORY.

With LAB_OWNER=<pid> in the environment the lab ends, and its directory goes, when that process has ended.
"""
import os
import sys
import time
import urllib.error

import configuration
import databases
import processes
import rest
from directory import HOST, Directory
from identity import Keystone, REGION, clouds
from seed import Seed

SECONDS = 120


def wait_until(lab, what, test):
    """Asks until there is an answer; a service that has died never gives one."""
    until, last = time.monotonic() + SECONDS, None
    while time.monotonic() < until:
        try:
            return test()
        except (OSError, KeyError, AssertionError) as error:
            # What a service says with an error of its own is an answer of one that is still starting.
            last = error
        for name in processes.SERVICES:
            if processes.pid_of(lab, name) is None:
                with open(lab / ('log/%s.out' % name)) as file:
                    raise SystemExit('lab: %s has died\n%s' % (name, file.read()[-3000:]))
        time.sleep(0.1)
    raise SystemExit('lab: no %s after %d s: %r; see %s' % (what, SECONDS, last, lab / 'log'))


def served(description):
    """Scheduler, volume and backup service are up, and the scheduler knows the storage."""
    admin = description['users']['admin']
    token = rest.token(description['identity'], admin['username'], admin['password'], admin['projectName'])
    url = '%s/%s' % (description['volume'], admin['projectId'])
    states = rest.request('GET', url + '/os-services', token=token)[1]['services']
    assert {one['binary'] for one in states if one['state'] == 'up'} >= {'cinder-scheduler', 'cinder-volume', 'cinder-backup'}
    assert rest.request('GET', url + '/scheduler-stats/get_pools', token=token)[1]['pools']


def up(lab):
    owner = os.environ.get('LAB_OWNER')
    if owner:
        processes.spawn(lab, 'guard', processes.python('guard.py', lab.path, owner))
    settings = lab.settings()
    configuration.write(lab, settings)
    databases.create(lab, settings)
    processes.spawn(lab, 'keystone', processes.python('keystone_server.py', lab.path, str(settings['keystone_port'])))
    processes.spawn(lab, 'cinder', processes.python('cinder_services.py', lab.path))
    known = lab.read('lab.json', {})
    description = {'identity': 'http://%s:%d/v3' % (HOST, settings['keystone_port']),
                   'volume': 'http://%s:%d/v3' % (HOST, settings['cinder_port']), 'region': REGION}
    keystone = wait_until(lab, 'Keystone', lambda: Keystone(description['identity'], settings['secret']))
    description['users'] = keystone.users()
    keystone.catalog(description['volume'])
    credential = known.get('applicationCredential') or keystone.application_credential(description['users']['member'])
    description['applicationCredential'] = credential
    # An interruption must not lose a secret that is said once only.
    lab.write('lab.json', {**known, **description})
    wait_until(lab, 'Cinder', lambda: served(description))
    description['volumes'] = Seed(description).volumes(known.get('volumes', {}))
    del description['users']['cinder']
    lab.write('clouds.yaml', clouds(description))
    lab.write('lab.json', description)


if __name__ == '__main__':
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    directory = Directory(sys.argv[1])
    directory.create()
    with directory.locked():
        try:
            up(directory)
        except urllib.error.HTTPError as error:
            raise SystemExit('lab: %s' % error)
    print(directory / 'lab.json')
