"""A client of the two APIs, for setting up."""
import json
import urllib.error
import urllib.request

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def request(method, url, body=None, token=None):
    headers = {'Content-Type': 'application/json', **({'X-Auth-Token': token} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        with OPENER.open(urllib.request.Request(url, method=method, data=data, headers=headers), timeout=60) as answer:
            text = answer.read()
            return answer.headers, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        error.msg = '%s %s: %s' % (method, url, error.read().decode(errors='replace'))
        raise


def token(identity, username, password, project):
    body = {'auth': {
        'identity': {'methods': ['password'], 'password': {'user': {
            'name': username, 'domain': {'id': 'default'}, 'password': password}}},
        'scope': {'project': {'name': project, 'domain': {'id': 'default'}}}}}
    return request('POST', identity + '/auth/tokens', body)[0]['X-Subject-Token']
