"""Traces over OTLP/gRPC with X-Ray's ids. Switched off by `OTEL_SDK_DISABLED`, nothing of the SDK is even imported.

Two steps, because a batch exporter's thread does not survive a fork: `instrument` hooks into Django and botocore before
the application is built, and `configure` gives each worker its exporter after the fork.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from opentelemetry import trace

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

SERVICE_NAME = "article-service"
NOT_TRACED = "healthz,readyz,static/"
EXPORT_TIMEOUT_SECONDS = 2
KEEPS_SECRETS = "portfolio.middleware.SharedAddressMiddleware"


def instrument() -> None:
    """Have requests and DynamoDB calls make spans."""
    if settings.OTEL_SDK_DISABLED:
        return
    from opentelemetry.instrumentation.botocore import BotocoreInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor

    DjangoInstrumentor().instrument(excluded_urls=NOT_TRACED)
    # The instrumentor puts its middleware first, and a span has the address of its request.
    others = [name for name in settings.MIDDLEWARE if name != KEEPS_SECRETS]
    settings.MIDDLEWARE = [KEEPS_SECRETS, *others]
    BotocoreInstrumentor().instrument()  # type: ignore[no-untyped-call]


def configure() -> None:
    """Give this process its exporter; called after the fork."""
    if not settings.OTEL_SDK_DISABLED:
        trace.set_tracer_provider(make_provider(_exporting_processor()))


def make_provider(processor: SpanProcessor) -> TracerProvider:
    """A provider with X-Ray's ids, its propagation, and what ECS says about the task."""
    from opentelemetry.propagate import set_global_textmap
    from opentelemetry.propagators.aws import AwsXRayPropagator
    from opentelemetry.sdk.extension.aws.resource.ecs import AwsEcsResourceDetector
    from opentelemetry.sdk.extension.aws.trace import AwsXRayIdGenerator
    from opentelemetry.sdk.resources import Resource, get_aggregated_resources
    from opentelemetry.sdk.trace import TracerProvider

    set_global_textmap(AwsXRayPropagator())
    service = Resource.create({"service.name": SERVICE_NAME})
    provider = TracerProvider(
        resource=get_aggregated_resources([AwsEcsResourceDetector()], service),
        id_generator=AwsXRayIdGenerator(),
    )
    provider.add_span_processor(processor)
    return provider


def _exporting_processor() -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = settings.OTEL_EXPORTER_OTLP_ENDPOINT
    # Short, so that a collector that is away delays no worker's exit.
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_TIMEOUT_SECONDS))
