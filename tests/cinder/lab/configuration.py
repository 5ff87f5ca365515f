"""The configuration files of Cinder and Keystone."""
from directory import HOST


def ini(path, sections):
    with open(path, 'w') as file:
        for name, values in sections.items():
            file.write('[%s]\n' % name)
            file.writelines('%s = %s\n' % pair for pair in values.items())


def keystone(lab, settings):
    return {
        'DEFAULT': {'log_file': lab / 'log/keystone.log'},
        # Threads hand connections on to each other.
        'database': {'connection': 'sqlite:///%s?check_same_thread=false' % (lab / 'db/keystone.sqlite'),
                     'sqlite_synchronous': 'false'},
        'token': {'provider': 'fernet'},
        'fernet_tokens': {'key_repository': lab / 'keys/fernet'},
        'fernet_receipts': {'key_repository': lab / 'keys/fernet'},
        'credential': {'key_repository': lab / 'keys/credential'},
        # Passwords that nobody else has need no expensive hash.
        'identity': {'password_hash_algorithm': 'bcrypt', 'password_hash_rounds': 4},
        # Checks of a token are ten times as fast with it.
        'cache': {'enabled': 'true', 'backend': 'dogpile.cache.memory'},
        'oslo_policy': {'enforce_scope': 'false', 'enforce_new_defaults': 'false'},
    }


def cinder(lab, settings):
    identity = 'http://%s:%d' % (HOST, settings['keystone_port'])
    return {
        'DEFAULT': {
            'host': 'lab',
            'my_ip': HOST,
            'state_path': lab / 'state',
            'log_file': lab / 'log/cinder.log',
            'auth_strategy': 'keystone',
            'api_paste_config': '/usr/share/cinder-common/api-paste.ini',
            'rootwrap_config': '/etc/cinder/rootwrap.conf',
            'resource_query_filters_file': '/etc/cinder/resource_filters.json',
            'osapi_volume_listen': HOST,
            'osapi_volume_listen_port': settings['cinder_port'],
            'osapi_volume_workers': 1,
            'transport_url': 'fake:/',
            'control_exchange': 'cinder',
            'enabled_backends': 'lab',
            'default_volume_type': '__DEFAULT__',
            # Quotas are for tests to set, not to run into.
            'quota_volumes': 10000,
            'quota_snapshots': 10000,
            'quota_backups': 10000,
            'quota_gigabytes': -1,
            'quota_backup_gigabytes': -1,
            'volume_clear': 'none',
            # The scheduler serves the first request only after it has heard of the backend.
            'scheduler_driver_init_wait_time': 1,
            'periodic_interval': 5,
            'periodic_fuzzy_delay': 0,
            'report_interval': 5,
            'service_down_time': 60,
            'backend_stats_polling_interval': 10,
            'backup_driver_stats_polling_interval': 10,
            'backup_driver': 'backup_driver.LabBackupDriver',
            'backup_posix_path': lab / 'backups',
            'backup_file_size': 8 << 20,
            'backup_sha_block_size_bytes': 1 << 20,
            'backup_compression_algorithm': 'none',
            'backup_workers': 1,
            'use_multipath_for_image_xfer': 'false',
        },
        'lab': {'volume_driver': 'volume_driver.LabVolumeDriver', 'volume_backend_name': 'lab', 'lab_directory': lab.path},
        'database': {'connection': 'sqlite:///' + lab / 'db/cinder.sqlite', 'sqlite_synchronous': 'false'},
        'oslo_concurrency': {'lock_path': lab / 'lock'},
        'coordination': {'backend_url': 'file://' + lab / 'coordination'},
        'keystone_authtoken': {
            'www_authenticate_uri': identity,
            'auth_url': identity,
            'auth_type': 'password',
            'project_domain_name': 'Default',
            'user_domain_name': 'Default',
            'project_name': 'service',
            'username': 'cinder',
            'password': settings['secret'],
            'service_token_roles_required': 'true',
            # Asks about each token anew: what is revoked is refused at once.
            'token_cache_time': -1,
        },
        # The rules of current releases: a reader reads.
        'oslo_policy': {'policy_file': lab / 'etc/policy.yaml', 'enforce_new_defaults': 'true'},
    }


def write(lab, settings):
    ini(lab / 'etc/keystone.conf', keystone(lab, settings))
    ini(lab / 'etc/cinder.conf', cinder(lab, settings))
    # Read again by Cinder whenever it changes; JSON is YAML.
    if lab.read('etc/policy.yaml') is None:
        lab.write('etc/policy.yaml', {})
