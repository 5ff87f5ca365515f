"""Cinder's own driver for backups in files, with knobs."""
from oslo_config import cfg

from cinder import interface
from cinder.backup.drivers import posix

from knobs import Knobs
from volume_driver import step


@interface.backupdriver
class LabBackupDriver(posix.PosixBackupDriver):
    @property
    def knobs(self):
        return Knobs(cfg.CONF.lab.lab_directory)

    def backup(self, backup, volume_file, backup_metadata=True):
        step(self.knobs, 'create_backup')
        return super().backup(backup, volume_file, backup_metadata)

    def delete_backup(self, backup):
        step(self.knobs, 'delete_backup')
        super().delete_backup(backup)
