"""Keystone's own WSGI application behind a server with one thread per request.

usage: keystone_server.py DIRECTORY PORT
"""
import os
import socketserver
import sys
from wsgiref import simple_server

from directory import HOST
from knobs import Knobs, Watched

directory, port = sys.argv[1], int(sys.argv[2])
os.environ['OS_KEYSTONE_CONFIG_FILES'] = os.path.join(directory, 'etc/keystone.conf')
sys.argv = ['keystone']     # parsed for options as it loads
from keystone.server.wsgi import initialize_public_application  # noqa: E402
import keystone.conf  # noqa: E402


class Server(socketserver.ThreadingMixIn, simple_server.WSGIServer):
    daemon_threads = True
    request_queue_size = 128

    def server_bind(self):
        # The inherited one asks a name server about the address.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address
        self.setup_environ()


class Handler(simple_server.WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]


application = initialize_public_application()
knobs = Knobs(directory)
stock = keystone.conf.CONF.token.expiration


def apply():
    keystone.conf.CONF.set_override('expiration', knobs.get('token_seconds', stock), group='token')


server = Server((HOST, port), Handler)
server.set_app(Watched(application, apply))
server.serve_forever()
