"""A storage for Cinder: each volume and each snapshot is a sparse file. What is above it is stock."""
import os
import subprocess

import eventlet
from eventlet import tpool
from oslo_config import cfg

from cinder import exception, interface
from cinder.volume import configuration, driver

from knobs import Knobs

OPTIONS = [cfg.StrOpt('lab_directory')]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)

# Of content per gigabyte of size: what a backup has to read.
BYTES_PER_GIGABYTE = 2 << 20


def step(knobs, operation, busy=None):
    """The time that an operation takes, and its failure, as the knobs want it."""
    eventlet.sleep(knobs.get('delay', 0))
    word = knobs.fault(operation)
    if word == 'hold':
        knobs.hold(operation, eventlet.sleep)
        return
    if word == 'busy' and busy is not None:
        raise busy
    if word in ('fail', 'busy'):
        raise exception.VolumeBackendAPIException(data='the lab wants %s to fail' % operation)


@interface.volumedriver
class LabVolumeDriver(driver.CloneableImageVD, driver.BaseVD):
    VERSION = '1.0'
    CI_WIKI_NAME = 'none'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)
        directory = self.configuration.lab_directory
        self.base = os.path.join(directory, 'volumes')
        self.knobs = Knobs(directory)

    def _file(self, what):
        return os.path.join(self.base, what['id'])

    def _copy(self, source, target, gigabytes=None):
        tpool.execute(subprocess.check_call, ['cp', '--sparse=always', self._file(source), self._file(target)])
        if gigabytes is not None:
            self._resize(target, gigabytes)

    def _remove(self, what):
        if os.path.exists(self._file(what)):
            os.unlink(self._file(what))

    def do_setup(self, context):
        pass

    def check_for_setup_error(self):
        pass

    def get_volume_stats(self, refresh=False):
        pool = {'pool_name': 'lab', 'total_capacity_gb': 'infinite', 'free_capacity_gb': 'infinite',
                'reserved_percentage': 0, 'thin_provisioning_support': True, 'QoS_support': False}
        return {'volume_backend_name': 'lab', 'vendor_name': 'lab', 'driver_version': self.VERSION,
                'storage_protocol': 'local', 'pools': [pool]}

    def create_volume(self, volume):
        step(self.knobs, 'create_volume')
        with open(self._file(volume), 'wb') as file:
            file.write(os.urandom(1 << 16))
        self._resize(volume, volume['size'])

    def extend_volume(self, volume, gigabytes):
        step(self.knobs, 'extend_volume')
        self._resize(volume, gigabytes)

    def _resize(self, volume, gigabytes):
        with open(self._file(volume), 'ab') as file:
            file.truncate(gigabytes * BYTES_PER_GIGABYTE)

    def delete_volume(self, volume):
        step(self.knobs, 'delete_volume', exception.VolumeIsBusy(volume_name=volume['name']))
        self._remove(volume)

    def create_snapshot(self, snapshot):
        step(self.knobs, 'create_snapshot')
        self._copy(snapshot['volume'], snapshot)

    def delete_snapshot(self, snapshot):
        step(self.knobs, 'delete_snapshot', exception.SnapshotIsBusy(snapshot_name=snapshot['name']))
        self._remove(snapshot)

    def create_volume_from_snapshot(self, volume, snapshot):
        step(self.knobs, 'create_volume')
        self._copy(snapshot, volume, volume['size'])

    def create_cloned_volume(self, volume, source):
        step(self.knobs, 'create_volume')
        self._copy(source, volume, volume['size'])

    def revert_to_snapshot(self, context, volume, snapshot):
        step(self.knobs, 'revert_volume')
        self._copy(snapshot, volume)

    def initialize_connection(self, volume, connector):
        return {'driver_volume_type': 'local', 'data': {'device_path': self._file(volume)}}

    def terminate_connection(self, volume, connector, **kwargs):
        pass

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        return {}, False
