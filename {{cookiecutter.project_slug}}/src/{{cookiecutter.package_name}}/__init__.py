"""What the package is called where it is installed."""

DISTRIBUTION = "{{ cookiecutter.project_slug }}"
