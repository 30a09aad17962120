//! Functions, over the wire and in expressions.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, received, sent, workspace};
use driftlock_tfplugin::{Type, Value};

async fn call(name: &str, ty: &Type, arguments: &[Value]) -> wire::call_function::Response {
    let plugin = Plugin::start();
    let arguments = arguments.iter().map(|value| sent(value, ty).unwrap());
    let request = wire::call_function::Request {
        name: name.to_owned(),
        arguments: arguments.collect(),
    };
    let mut provider = plugin.provider().await;
    provider.call_function(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn functions_are_announced_with_their_signatures() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let metadata = provider.get_metadata(wire::get_metadata::Request {}).await;
    let names = metadata.unwrap().into_inner().functions.into_iter();
    let names: Vec<_> = names.map(|function| function.name).collect();
    assert_eq!(names, ["again", "fail", "join"]);
    let schemas = provider
        .get_provider_schema(wire::get_provider_schema::Request {})
        .await;
    let schemas = schemas.unwrap().into_inner().functions;
    let answer = provider
        .get_functions(wire::get_functions::Request {})
        .await;
    let functions = answer.unwrap().into_inner().functions;
    assert_eq!(schemas, functions);

    let join = functions.get("join").unwrap();
    assert_eq!(join.summary, "Joins texts");
    assert_eq!(join.r#return.as_ref().unwrap().r#type, br#""string""#);
    assert_eq!(join.parameters.len(), 1);
    let parts = join.variadic_parameter.as_ref().unwrap();
    assert!(parts.allow_null_value && !parts.allow_unknown_values);
    let again = functions.get("again").unwrap();
    assert_eq!(again.deprecation_message, "Use the value itself.");
}

#[tokio::test]
async fn arguments_arrive_as_the_signature_says() {
    let text = Type::String;
    let joined = call(
        "join",
        &text,
        &["-".into(), "a".into(), Value::Null, "b".into()],
    )
    .await;
    assert_eq!(received(joined.result, &text), "a-b".into());
    let alone = call("join", &text, &["-".into()]).await;
    assert_eq!(received(alone.result, &text), "".into());
    let later = call("join", &text, &["-".into(), Value::unknown()]).await;
    assert!(received(later.result, &text).is_unknown());

    let pair = Type::Tuple(vec![Type::Number, Type::String]);
    let value = Value::Dynamic(Box::new((
        pair,
        Value::List(vec![1_i64.into(), "b".into()]),
    )));
    let again = call("again", &Type::Dynamic, std::slice::from_ref(&value)).await;
    assert_eq!(received(again.result, &Type::Dynamic), value);
    let unknown = call("again", &Type::Dynamic, &[Value::unknown()]).await;
    assert!(received(unknown.result, &Type::Dynamic).is_unknown());
}

#[tokio::test]
async fn what_goes_wrong_is_the_error_of_the_call() {
    let wrong = "the provider answered with a wrong value:";
    for (name, arguments, expected, argument) in [
        (
            "fail",
            vec!["so".into()],
            "`so` is no way to fail".to_owned(),
            Some(0),
        ),
        (
            "fail",
            vec!["panic".into()],
            "`fail`: the provider panicked in `call`".to_owned(),
            None,
        ),
        ("fail", vec!["wrong".into()], wrong.to_owned(), None),
        ("fail", vec!["unknown".into()], wrong.to_owned(), None),
        (
            "fail",
            vec![Value::Null],
            "`how` is null".to_owned(),
            Some(0),
        ),
        (
            "fail",
            vec![],
            "0 arguments where 1 are due".to_owned(),
            None,
        ),
        (
            "fail",
            vec!["a".into(), "b".into()],
            "2 arguments where 1 are due".to_owned(),
            None,
        ),
        (
            "arn_of",
            vec![],
            "this provider has no function `arn_of`".to_owned(),
            None,
        ),
    ] {
        let answer = call(name, &Type::String, &arguments).await;
        let error = answer.error.unwrap();
        assert!(error.text.starts_with(&expected), "{}", error.text);
        assert_eq!((error.function_argument, answer.result), (argument, None));
    }
}

#[test]
fn terraform_calls_them_in_expressions() {
    let (workspace, _dir) = workspace("test", "test-provider");
    let output = |text: &str| {
        let text = format!("output \"it\" {{ value = {text} }}");
        workspace.write("main.tf", &text).unwrap();
    };
    output(r#"provider::test::join("-", "a", null, provider::test::again("b"))"#);
    workspace.apply().unwrap();
    assert_eq!(workspace.output("it").unwrap(), "a-b");
    output(
        r#"tostring(provider::test::again({ n = 3.14159265358979323846, l = [1, "two", null] }).n)"#,
    );
    workspace.apply().unwrap();
    assert_eq!(workspace.output("it").unwrap(), "3.14159265358979323846");
    output(r#"provider::test::fail("so")"#);
    let failed = workspace.run(&["plan", "-no-color"]).unwrap();
    assert_eq!(failed.code, 1);
    let said = failed.stderr.replace('\n', " ");
    assert!(said.contains("`so` is no way to fail"), "{said}");
    assert!(
        said.contains("Invalid value for \"how\" parameter"),
        "{said}"
    );
}
