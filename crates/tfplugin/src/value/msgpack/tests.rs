//! Round trips of every kind of value, and hostile bytes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::super::{Number, Unknown, Value};
use super::REFINED_UNKNOWN;
use crate::types::Type;

fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            prop::collection::btree_map("[a-z_]{1,6}", inner.clone(), 0..4).prop_map(Type::Object),
            prop::collection::vec(inner, 0..4).prop_map(Type::Tuple),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("not a number", Number::from_exact),
        "-?[1-9][0-9]{0,30}\\.[0-9]{1,40}".prop_map(|text| Number::parse(&text).unwrap()),
    ]
}

fn unknowns() -> impl Strategy<Value = Value> {
    prop::collection::vec(any::<u8>(), 0..300)
        .prop_map(|refinements| Value::Unknown(Unknown { refinements }))
}

/// Values of a type, null and unknown among them.
fn values(ty: Type) -> BoxedStrategy<Value> {
    let known: BoxedStrategy<Value> = match ty {
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => numbers().prop_map(Value::from).boxed(),
        Type::String => "\\PC{0,40}".prop_map(Value::from).boxed(),
        Type::List(of) => prop::collection::vec(values(*of), 0..4)
            .prop_map(Value::List)
            .boxed(),
        Type::Set(of) => prop::collection::vec(values(*of), 0..4)
            .prop_map(Value::Set)
            .boxed(),
        Type::Map(of) => prop::collection::btree_map("\\PC{0,6}", values(*of), 0..4)
            .prop_map(Value::Map)
            .boxed(),
        Type::Object(attributes) => attributes
            .into_iter()
            .map(|(name, ty)| (Just(name), values(ty)))
            .collect::<Vec<_>>()
            .prop_map(|items| Value::Object(items.into_iter().collect()))
            .boxed(),
        Type::Tuple(types) => types
            .into_iter()
            .map(values)
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
        Type::Dynamic => prop_oneof![Just(Type::String), Just(Type::list(Type::Number))]
            .prop_flat_map(|ty| (Just(ty.clone()), values(ty)))
            .prop_map(|typed| Value::Dynamic(Box::new(typed)))
            .boxed(),
    };
    prop_oneof![8 => known, 1 => Just(Value::Null), 1 => unknowns()].boxed()
}

proptest! {
    #[test]
    fn what_was_written_is_read_back((ty, value) in types()
        .prop_flat_map(|ty| (Just(ty.clone()), values(ty))))
    {
        let bytes = value.to_msgpack(&ty).unwrap();
        prop_assert_eq!(Value::from_msgpack(&bytes, &ty).unwrap(), value);
    }

    #[test]
    fn hostile_bytes_are_an_error_and_nothing_worse(
        ty in types(), bytes in prop::collection::vec(any::<u8>(), 0..200))
    {
        let _ = Value::from_msgpack(&bytes, &ty);
    }

    #[test]
    fn a_cut_message_is_an_error((ty, value) in types()
        .prop_flat_map(|ty| (Just(ty.clone()), values(ty))), cut in any::<prop::sample::Index>())
    {
        let bytes = value.to_msgpack(&ty).unwrap();
        prop_assert!(Value::from_msgpack(&bytes[..cut.index(bytes.len())], &ty).is_err());
    }
}

#[track_caller]
fn reads(bytes: &[u8], ty: &Type, expected: &Value) {
    assert_eq!(&Value::from_msgpack(bytes, ty).unwrap(), expected);
}

#[test]
fn numbers_come_in_three_forms() {
    reads(&[0x2a], &Type::Number, &42_i64.into());
    reads(
        &[0xcb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0],
        &Type::Number,
        &Number::from_exact(0.5).into(),
    );
    reads(
        &[0xa3, b'0', b'.', b'1'],
        &Type::Number,
        &Number::parse("0.1").unwrap().into(),
    );
}

#[test]
fn unknowns_come_refined_or_plain_under_any_code() {
    reads(&[0xd4, 0, 0], &Type::String, &Value::unknown());
    reads(&[0xd4, 99, 7], &Type::String, &Value::unknown());
    let refined = [0xc7, 3, REFINED_UNKNOWN.to_be_bytes()[0], 0x81, 0x01, 0xc2];
    let value = Value::from_msgpack(&refined, &Type::String).unwrap();
    assert!(matches!(&value, Value::Unknown(unknown) if unknown.is_refined()));
    assert_eq!(value.to_msgpack(&Type::String).unwrap(), refined);
}

#[test]
fn errors_name_the_place() {
    let ty = Type::object([("tags", Type::map(Type::String))]);
    let wrong = Value::object([("tags", BTreeMap::from([("app".to_owned(), true)]).into())]);
    let error = wrong.to_msgpack(&ty).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"`tags["app"]`: bool where string is due"#
    );
    let unknown_name = Value::object([("tag", Value::Null)])
        .to_msgpack(&ty)
        .unwrap_err();
    assert!(
        unknown_name.to_string().contains("no attribute `tag`"),
        "{unknown_name}"
    );
}

#[test]
fn a_claimed_length_reserves_no_memory() {
    let claims_four_billion = [0xdd, 0xff, 0xff, 0xff, 0xff];
    assert!(Value::from_msgpack(&claims_four_billion, &Type::list(Type::Bool)).is_err());
}
