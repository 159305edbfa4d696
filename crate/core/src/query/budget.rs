//! How much filter there may be. JSON, text and plan count by the same rule, so no door admits what the next one refuses.

use crate::error::QueryError;
use crate::limits;

/// Counts the nodes of one filter while it is read.
#[derive(Debug, Default)]
pub(super) struct Budget {
    node_count: usize,
}

impl Budget {
    /// Counts one more leaf or group.
    pub(super) fn spend_node(&mut self) -> Result<(), QueryError> {
        self.node_count += 1;
        if self.node_count > limits::MAX_FILTER_NODES {
            return Err(QueryError::TooMany {
                what: "nodes",
                limit: limits::MAX_FILTER_NODES,
            });
        }
        Ok(())
    }
}

/// Refuses what nests deeper than the limit. Called before recursing: a browser's worker stack is small.
pub(super) fn check_depth(depth: usize) -> Result<(), QueryError> {
    if depth > limits::MAX_FILTER_DEPTH {
        return Err(QueryError::TooDeep {
            limit: limits::MAX_FILTER_DEPTH,
        });
    }
    Ok(())
}
