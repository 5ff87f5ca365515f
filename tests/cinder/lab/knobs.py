"""What a test turns while the services run: DIRECTORY/knobs.json, read anew at each use. See README.md."""
import json
import os
import threading


class Knobs:
    def __init__(self, directory):
        self.path = os.path.join(directory, 'knobs.json')
        self.run = os.path.join(directory, 'run')
        self.version = None
        self.used = {}
        self.guard = threading.Lock()

    def read(self):
        try:
            with open(self.path) as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    def get(self, name, default):
        return self.read().get(name, default)

    def fault(self, operation):
        """The next word for this operation; a list is used up word by word, its last one stays."""
        words = self.read().get('faults', {}).get(operation, '')
        if isinstance(words, str):
            return words
        with self.guard:
            version = os.stat(self.path).st_mtime_ns
            if version != self.version:
                self.version, self.used = version, {}
            place = self.used.get(operation, 0)
            self.used[operation] = place + 1
        return words[min(place, len(words) - 1)]

    def hold(self, operation, sleep):
        """Waits until the knobs are turned; meanwhile a file tells that it does."""
        turned = os.stat(self.path).st_mtime_ns
        sign = os.path.join(self.run, 'held-' + operation)
        open(sign, 'w').close()
        while os.stat(self.path).st_mtime_ns == turned:
            sleep(0.02)
        os.unlink(sign)


class Watched:
    """A WSGI application before which the knobs are read, so that each request sees them as they are."""

    def __init__(self, application, apply):
        self.application = application
        self.apply = apply

    def __call__(self, environ, start_response):
        self.apply()
        return self.application(environ, start_response)
