"""The four stock services of Cinder (API, scheduler, volume, backup) in one process.

They talk over the in-process message transport that Cinder's functional tests use too: no broker is needed.

usage: cinder_services.py DIRECTORY
"""
import sys

import eventlet
eventlet.monkey_patch()
# The patched module has a table of threads of its own; at the end of the process only the original one is asked.
import __original_module_threading as original_threading  # noqa: E402
import threading  # noqa: E402
original_threading.current_thread.__globals__['_active'] = threading._active

import logging as python_logging  # noqa: E402
import os  # noqa: E402
import shlex  # noqa: E402

import os_brick  # noqa: E402
from os_brick.initiator import connector  # noqa: E402
from oslo_config import cfg  # noqa: E402
from oslo_log import log  # noqa: E402
from oslo_privsep import priv_context  # noqa: E402
from oslo_service import service as oslo_service  # noqa: E402
from oslo_service import wsgi  # noqa: E402

from cinder import coordination, objects, rpc, service, utils, version  # noqa: E402
from cinder.api import versions  # noqa: E402
from cinder.api.openstack import api_version_request  # noqa: E402
from cinder.cmd import api, backup, scheduler, volume  # noqa: E402, F401: each registers options
from cinder.common import config, constants  # noqa: E402

from knobs import Knobs, Watched  # noqa: E402

CONF = cfg.CONF
directory = sys.argv[1]


def prepare():
    """What each of the four programs does before it makes its service."""
    objects.register_all()
    CONF(['--config-file', os.path.join(directory, 'etc/cinder.conf')], project='cinder', version=version.version_string())
    config.set_middleware_defaults()
    log.setup(CONF, 'cinder')
    python_logging.captureWarnings(True)
    priv_context.init(root_helper=shlex.split(utils.get_root_helper()))
    utils.monkey_patch()
    os_brick.setup(CONF)
    # The driver attaches by path: iSCSI, Fibre Channel and NVMe of this machine are not to be asked for.
    connector._get_connector_list = lambda: ['os_brick.initiator.connectors.local.LocalConnector']
    volume.LOG = backup.LOG = log.getLogger('cinder')
    coordination.COORDINATOR.start()
    rpc.init(CONF)


class Service(service.Service):
    """One of several in a process, of which Cinder expects one: `service_id` is an attribute of the class.

    Each heartbeat needs its own. All other readers keep the record of unfinished work, from which the volume service
    turns "creating" into "error" after a crash: that is the volume service's.
    """

    of_volume = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.binary == constants.VOLUME_BINARY:
            Service.of_volume = self.origin_service_id

    def start(self):
        super().start()
        service.Service.service_id = Service.of_volume

    def report_state(self):
        service.Service.service_id = self.origin_service_id
        try:
            super().report_state()
        finally:
            service.Service.service_id = Service.of_volume


class Loader:
    """Loads the stock application, and lets the knobs act on each request."""

    def __init__(self):
        self.knobs = Knobs(directory)
        self.page_limit = CONF.osapi_max_limit
        self.microversion = api_version_request._MAX_API_VERSION

    def load_app(self, name):
        return Watched(wsgi.Loader(CONF).load_app(name), self.apply)

    def apply(self):
        knobs = self.knobs.read()
        CONF.set_override('osapi_max_limit', knobs.get('page_limit', self.page_limit))
        microversion = knobs.get('max_microversion', self.microversion)
        api_version_request._MAX_API_VERSION = microversion
        versions._KNOWN_VERSIONS['v3.0']['version'] = microversion


def launch():
    launcher = oslo_service.ServiceLauncher(CONF)
    launcher.launch_service(Service.create(binary='cinder-scheduler'))
    for backend in CONF.enabled_backends:
        CONF.register_opt(volume.host_opt, group=backend)
        host = '%s@%s' % (CONF.host, backend)
        launcher.launch_service(
            Service.create(host=host, service_name=backend, binary=constants.VOLUME_BINARY, coordination=False))
    semaphore = utils.semaphore_factory(CONF.backup_max_operations, 1)
    launcher.launch_service(Service.create(
        binary='cinder-backup', service_name='backup', process_number=1, coordination=False, semaphore=semaphore))
    launcher.launch_service(service.WSGIService('osapi_volume', loader=Loader()))
    return launcher


prepare()
launch().wait()
