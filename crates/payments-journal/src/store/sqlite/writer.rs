//! Group commit: one task writes, and commits what waits together.

use futures_util::future::BoxFuture;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::store::{StoreError, StoreResult};

/// How many writes one transaction takes at the most.
const BATCH: usize = 256;

/// Hands a write its result, once it is known whether the transaction committed.
type Finish = Box<dyn FnOnce(StoreResult<()>) + Send>;

/// A write: statements on the connection, or the reason why there is no transaction; then the
/// result.
type Write =
    Box<dyn for<'c> FnOnce(StoreResult<&'c mut SqliteConnection>) -> BoxFuture<'c, Finish> + Send>;

/// The way to the task that writes. Clones lead to the same one; it ends with the last of them.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    queue: mpsc::Sender<Write>,
}

impl Writer {
    pub(super) async fn start(options: SqliteConnectOptions) -> StoreResult<Self> {
        let connection = SqliteConnection::connect_with(&options).await?;
        let (queue, writes) = mpsc::channel(4 * BATCH);
        tokio::spawn(run(connection, options, writes));
        Ok(Self { queue })
    }

    /// Writes, and returns when the commit is on the disk. A future that is dropped after its
    /// write was queued does not take it back.
    pub(super) async fn write<T, F>(&self, write: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, StoreResult<T>>
            + Send
            + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let write: Write = Box::new(move |connection| {
            Box::pin(async move {
                let result = match connection {
                    Ok(connection) => write(connection).await,
                    Err(error) => Err(error),
                };
                let finish: Finish = Box::new(move |committed| {
                    // The caller may have gone; the write stays.
                    let _ = sender.send(committed.and(result));
                });
                finish
            })
        });
        let gone = || StoreError::Unavailable("the runtime of the store has ended".to_owned());
        self.queue.send(write).await.map_err(|_| gone())?;
        receiver.await.map_err(|_| gone())?
    }
}

async fn run(
    mut connection: SqliteConnection,
    options: SqliteConnectOptions,
    mut writes: mpsc::Receiver<Write>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while writes.recv_many(&mut batch, BATCH).await > 0 {
        let mut finishes = Vec::with_capacity(batch.len());
        let committed = commit(&mut connection, &mut batch, &mut finishes).await;
        if let Err(error) = &committed {
            for write in batch.drain(..) {
                finishes.push(write(Err(error.clone())).await);
            }
            // A transaction may be open still; another connection has none.
            if let Ok(another) = SqliteConnection::connect_with(&options).await {
                connection = another;
            }
        }
        for finish in finishes {
            finish(committed.clone());
        }
    }
}

async fn commit(
    connection: &mut SqliteConnection,
    batch: &mut Vec<Write>,
    finishes: &mut Vec<Finish>,
) -> StoreResult<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for write in batch.drain(..) {
        finishes.push(write(Ok(&mut transaction)).await);
    }
    transaction.commit().await?;
    Ok(())
}
