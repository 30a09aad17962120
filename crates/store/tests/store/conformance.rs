//! Every backend passes the same suite.

mod places {
    use std::sync::Arc;

    use driftlock_store::{Backend, InMemory, LocalDirectory};
    use tempfile::TempDir;

    use crate::suite::Place;

    pub(crate) struct Memory(Arc<InMemory>);

    impl Memory {
        pub(crate) fn empty() -> Self {
            Self(Arc::new(InMemory::new()))
        }
    }

    impl Place for Memory {
        fn reach(&self) -> Arc<dyn Backend> {
            self.0.clone()
        }
    }

    pub(crate) struct Local(TempDir);

    impl Local {
        pub(crate) fn empty() -> Self {
            Self(TempDir::new().unwrap())
        }
    }

    impl Place for Local {
        fn reach(&self) -> Arc<dyn Backend> {
            Arc::new(LocalDirectory::new(self.0.path().join("store")).unwrap())
        }
    }
}

/// Runs each function of the suite as a test of its own, for each place.
macro_rules! conformance {
    ($place:ident: $($case:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $case() {
            crate::suite::$case(crate::conformance::places::$place::empty()).await;
        })*
    };
    ($($module:ident $place:ident)*) => {
        $(mod $module {
            conformance! { $place:
                an_empty_place_holds_nothing
                what_was_written_is_read
                a_big_value_is_read_whole
                an_object_is_created_once
                a_stale_replacement_is_refused
                what_does_not_exist_is_not_replaced
                of_many_creators_one_wins
                of_many_replacers_one_wins
                no_increment_is_lost
                listings_are_sorted_and_by_prefix
                a_listing_is_complete_beyond_one_page
                odd_keys_are_kept_as_they_are
                keys_that_leave_the_store_are_refused
            }
        })*
    };
}

conformance! {
    in_memory Memory
    local_directory Local
}
