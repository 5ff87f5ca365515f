"""Cinder's own driver for backups in files, with knobs."""
import functools

from oslo_config import cfg

from cinder import interface
from cinder.backup.drivers import posix

from knobs import Knobs
from volume_driver import step


@functools.cache
def knobs():
    """Of the process: Cinder makes a driver for each backup, and faults are counted over all of them."""
    return Knobs(cfg.CONF.lab.lab_directory)


@interface.backupdriver
class LabBackupDriver(posix.PosixBackupDriver):
    def backup(self, backup, volume_file, backup_metadata=True):
        step(knobs(), 'create_backup')
        return super().backup(backup, volume_file, backup_metadata)

    def restore(self, backup, volume_id, volume_file):
        step(knobs(), 'restore_backup')
        super().restore(backup, volume_id, volume_file)

    def delete_backup(self, backup):
        step(knobs(), 'delete_backup')
        super().delete_backup(backup)
