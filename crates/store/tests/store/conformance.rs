//! Every backend passes the same suite.

pub(crate) mod places {
    use std::sync::Arc;

    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
    use driftlock_store::{Backend, InMemory, LocalDirectory, S3Bucket, S3Url};
    use driftlock_testbed::Moto;
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

    /// A prefix of its own in a bucket of the emulator, which ends with this process.
    pub(crate) struct S3(String);

    pub(crate) fn moto() -> &'static Moto {
        static MOTO: OnceLock<Moto> = OnceLock::new();
        MOTO.get_or_init(|| {
            let moto = Moto::start().unwrap();
            moto.boto3("client('s3').create_bucket(Bucket='stores')")
                .unwrap();
            moto
        })
    }

    pub(crate) fn s3(url: &str) -> S3Bucket {
        s3_in(moto(), url)
    }

    pub(crate) fn s3_in(moto: &Moto, url: &str) -> S3Bucket {
        s3_at(&moto.endpoint(), url)
    }

    pub(crate) fn s3_at(endpoint: &str, url: &str) -> S3Bucket {
        let config = Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint)
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .force_path_style(true);
        S3Bucket::with_config(S3Url::parse(url).unwrap(), config)
    }

    impl S3 {
        pub(crate) fn empty() -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            Self(format!("s3://stores/tests/{number}"))
        }
    }

    impl Place for S3 {
        fn reach(&self) -> Arc<dyn Backend> {
            Arc::new(s3(&self.0))
        }
    }
}

/// Runs each function of the suite as a test of its own, for each place.
macro_rules! conformance {
    ($place:ident: $($suite:ident::$case:ident)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $case() {
            crate::$suite::$case(crate::conformance::places::$place::empty()).await;
        })*
    };
    ($($module:ident $place:ident)*) => {
        $(mod $module {
            conformance! { $place:
                suite::an_empty_place_holds_nothing
                suite::what_was_written_is_read
                suite::a_big_value_is_read_whole
                suite::an_object_is_created_once
                suite::of_many_objects_the_new_ones_are_created
                suite::a_stale_replacement_is_refused
                suite::what_does_not_exist_is_not_replaced
                suite::of_many_creators_one_wins
                suite::of_many_replacers_one_wins
                suite::no_increment_is_lost
                suite::listings_are_sorted_and_by_prefix
                suite::a_listing_is_complete_beyond_one_page
                suite::odd_keys_are_kept_as_they_are
                suite::keys_that_leave_the_store_are_refused
                tips::what_was_begun_and_not_finished_is_known
                tips::a_stalled_holder_records_nothing_more
                copies::a_copy_is_the_same_there_and_back
                waivers::of_a_waiver_everything_is_kept
                waivers::waivers_of_many_writers_are_all_kept
                range::folders_are_listed
                range::a_part_of_a_history_is_read
                tips::many_events_are_recorded_at_once
            }
        })*
    };
}

conformance! {
    in_memory Memory
    local_directory Local
    s3 S3
}
