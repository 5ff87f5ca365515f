"""Two volumes of the first project: one that is available, one that is attached to a server."""
import time
import urllib.error

import rest

SERVER = '5eed0000-0000-4000-8000-000000000001'


class Seed:
    def __init__(self, description):
        user = description['users']['member']
        self.url = '%s/%s' % (description['volume'], user['projectId'])
        self.token = rest.token(description['identity'], user['username'], user['password'], user['projectName'])

    def status(self, volume):
        try:
            return rest.request('GET', '%s/volumes/%s' % (self.url, volume), token=self.token)[1]['volume']['status']
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def create(self, name):
        body = {'volume': {'name': name, 'size': 1}}
        return rest.request('POST', self.url + '/volumes', body, self.token)[1]['volume']['id']

    def wait(self, volume, wanted):
        until = time.monotonic() + 60
        while self.status(volume) != wanted:
            if time.monotonic() > until:
                raise SystemExit('lab: volume %s is %s and not %s' % (volume, self.status(volume), wanted))
            time.sleep(0.05)

    def attach(self, volume):
        body = {'os-attach': {'instance_uuid': SERVER, 'mountpoint': '/dev/vdb'}}
        rest.request('POST', '%s/volumes/%s/action' % (self.url, volume), body, self.token)
        self.wait(volume, 'in-use')

    def volumes(self, known):
        """Those known from an earlier time stay as long as they exist."""
        found = {key: known[key] if known.get(key) and self.status(known[key]) else self.create(key)
                 for key in ('available', 'inUse')}
        for key, volume in found.items():
            if known.get(key) != volume:
                self.wait(volume, 'available')
        if self.status(found['inUse']) == 'available':
            self.attach(found['inUse'])
        return found
