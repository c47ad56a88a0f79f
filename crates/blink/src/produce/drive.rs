//! A producer of rows and their consumer, which run at the same time.

use std::pin::pin;

use futures_util::future::{BoxFuture, Either, select};

use super::{Cause, ProduceError};

/// Runs a producer and the consumer that its channel leads to.
///
/// # Errors
/// The consumer's failure, with the producer's if that came first. After the consumer failed, the producer is not waited
/// for, since it may be at any point. A producer that failed because its channel was closed has nothing to add.
pub(crate) async fn drive<P, C, E>(
    producer: BoxFuture<'_, Result<P, ProduceError>>,
    consumer: impl Future<Output = Result<C, E>>,
) -> Result<(Result<P, ProduceError>, C), (Option<ProduceError>, E)> {
    let (produced, consumed) = match select(pin!(consumer), producer).await {
        Either::Left((Ok(consumed), producer)) => return Ok((producer.await, consumed)),
        Either::Left((Err(failed), _)) => return Err((None, failed)),
        Either::Right((produced, consumer)) => (produced, consumer.await),
    };
    match consumed {
        Ok(consumed) => Ok((produced, consumed)),
        Err(failed) => {
            let why = produced.err().filter(|why| !matches!(why.cause, Cause::ReceiverClosed));
            Err((why, failed))
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    type Driven = Result<(Result<u8, ProduceError>, u8), (Option<ProduceError>, &'static str)>;

    /// The producer ends before the consumer.
    async fn of(produced: Result<u8, Cause>, consumed: Result<u8, &'static str>) -> Driven {
        let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
        let producer = async {
            drop(sender);
            produced.map_err(ProduceError::from)
        };
        let consumer = async {
            let _closed = receiver.await;
            consumed
        };
        drive(producer.boxed(), consumer).await
    }

    #[tokio::test]
    async fn a_failed_consumer_waits_for_no_producer() {
        let producer = std::future::pending::<Result<u8, ProduceError>>().boxed();
        assert!(matches!(
            drive(producer, async { Err::<u8, _>("full") }).await,
            Err((None, "full"))
        ));
    }

    #[tokio::test]
    async fn a_producer_adds_its_failure_unless_that_only_follows_the_consumers() {
        let failed = || Cause::Source("no more".into());
        assert!(matches!(of(Ok(1), Ok(2)).await, Ok((Ok(1), 2))));
        assert!(matches!(of(Err(failed()), Ok(2)).await, Ok((Err(_), 2))));
        assert!(matches!(of(Err(failed()), Err("full")).await, Err((Some(_), "full"))));
        assert!(matches!(
            of(Err(Cause::ReceiverClosed), Err("full")).await,
            Err((None, "full"))
        ));
        assert!(matches!(of(Ok(1), Err("full")).await, Err((None, "full"))));
    }
}
