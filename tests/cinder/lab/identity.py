"""Projects, users, the catalog and an application credential in Keystone; what is there already stays."""
import rest

REGION = 'RegionOne'
# name: (project, role); all have the lab's secret as their password
USERS = {'admin': ('admin', 'admin'), 'member': ('first', 'member'), 'reader': ('first', 'reader'),
         'stranger': ('second', 'member'), 'cinder': ('service', 'admin')}


class Keystone:
    def __init__(self, url, secret):
        self.url, self.secret = url, secret
        self.token = rest.token(url, 'admin', secret, 'admin')

    def call(self, method, path, body=None, token=None):
        return rest.request(method, self.url + path, body, token or self.token)[1]

    def ensure(self, kind, name, **more):
        for found in self.call('GET', '/%ss?name=%s' % (kind, name))[kind + 's']:
            return found['id']
        return self.call('POST', '/%ss' % kind, {kind: {'name': name, **more}})[kind]['id']

    def users(self):
        roles = {role['name']: role['id'] for role in self.call('GET', '/roles')['roles']}
        found = {}
        for name, (project_name, role) in USERS.items():
            project = self.ensure('project', project_name, domain_id='default')
            user = self.ensure('user', name, domain_id='default', password=self.secret)
            self.call('PUT', '/projects/%s/users/%s/roles/%s' % (project, user, roles[role]))
            found[name] = {'username': name, 'userId': user, 'password': self.secret, 'domain': 'Default',
                           'projectName': project_name, 'projectId': project}
        return found

    def catalog(self, volume):
        for name, kind in (('cinderv3', 'volumev3'), ('cinder', 'block-storage')):
            service = self.ensure('service', name, type=kind)
            if self.call('GET', '/endpoints?service_id=' + service)['endpoints']:
                continue
            for interface in ('public', 'internal', 'admin'):
                self.call('POST', '/endpoints', {'endpoint': {
                    'service_id': service, 'interface': interface, 'region_id': REGION, 'url': volume + '/%(project_id)s'}})

    def application_credential(self, user):
        """Its secret is said once only, when it is made. It has all roles of the token, also those that others imply."""
        token = rest.token(self.url, user['username'], user['password'], user['projectName'])
        body = {'application_credential': {'name': 'lab'}}
        made = self.call('POST', '/users/%s/application_credentials' % user['userId'], body, token)
        return {key: made['application_credential'][key] for key in ('id', 'name', 'secret')}


def clouds(description):
    """clouds.yaml, one cloud per user and one for the application credential; JSON is YAML."""
    common = {'auth_url': description['identity']}
    found = {name: {'region_name': REGION, 'auth': {
        **common, 'username': user['username'], 'password': user['password'], 'project_name': user['projectName'],
        'user_domain_name': 'Default', 'project_domain_name': 'Default'}} for name, user in description['users'].items()}
    credential = description['applicationCredential']
    found['credential'] = {'region_name': REGION, 'auth_type': 'v3applicationcredential', 'auth': {
        **common, 'application_credential_id': credential['id'], 'application_credential_secret': credential['secret']}}
    return {'clouds': found}
