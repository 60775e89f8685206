"""Stand-ins for outside services, each a process of its own."""

import typer

from integrations.doubles.s3.app import s3_app
from integrations.doubles.s3.beside import ACCESS_KEY, SECRET_KEY
from integrations.doubles.stripe.app import create_app
from integrations.doubles.stripe.config import DoubleConfig, WebhookTarget
from server.commands.opening import leave, settings_or_leave
from server.commands.running import Host, Port
from server.running import run_app
from server.settings import Settings

app = typer.Typer(no_args_is_help=True, help="Stand-ins for outside services, for development.")


@app.command("files")
def files(host: Host = "127.0.0.1", port: Port = 8012) -> None:
    """An S3 that keeps its files under the data directory."""
    settings = _development_only()
    store = s3_app(
        settings.data_dir / "files", access_key=ACCESS_KEY, secret_key=SECRET_KEY, bucket=settings.bucket.name
    )
    run_app(store, host, port)


@app.command("stripe")
def stripe(host: Host = "127.0.0.1", port: Port = 8011) -> None:
    """A Stripe that keeps its state under the data directory and sends signed webhooks to the server."""
    settings = _development_only()
    target = WebhookTarget(f"{settings.public_url}/webhooks/stripe", settings.stripe_webhook_secret)
    config = DoubleConfig(
        path=settings.data_dir / "stripe.sqlite",
        api_key=settings.stripe_key,
        public_url=settings.stripe_base or f"http://{host}:{port}",
        webhooks=(target,),
    )
    run_app(create_app(config), host, port)


def _development_only() -> Settings:
    settings = settings_or_leave()
    if not settings.is_development:
        raise leave("Doubles are for development; production talks to the real services.")
    return settings
