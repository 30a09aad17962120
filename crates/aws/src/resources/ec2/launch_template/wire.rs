//! `CreateLaunchTemplateVersion` with settings as they are stored. The SDK would have them in some thirty
//! structures; the request is parameters by name ("Query requests" in the EC2 developer guide), and they are
//! added to it before it is signed.

use aws_smithy_types::body::SdkBody;
use serde_json::{Map, Value};

use super::CREATE_VERSION;
use super::data::{ALL, Form, Setting};
use crate::CallError;
use crate::connection::Clients;
use crate::resources::Sent;
use crate::resources::request::Request;

pub(super) async fn create_version(
    clients: &Clients,
    request: &Request,
) -> Result<Sent, CallError> {
    let mut settings = Vec::new();
    if let Some(data) = request.value("LaunchTemplateData").as_object() {
        parameters(ALL, data, "LaunchTemplateData", &mut settings);
    }
    let settings = encoded(&settings);
    let call = clients
        .ec2
        .create_launch_template_version()
        .set_launch_template_id(request.text("LaunchTemplateId"))
        .set_source_version(request.text("SourceVersion"))
        .set_version_description(request.text("VersionDescription"))
        .customize()
        .mutate_request(move |http| {
            let body = http.body().bytes().unwrap_or_default();
            let body = [body, settings.as_bytes()].concat();
            http.headers_mut()
                .insert("content-length", body.len().to_string());
            *http.body_mut() = SdkBody::from(body);
        });
    Sent::of(CREATE_VERSION, call.send().await)
}

/// Parameters by name, such as `LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize`.
fn parameters(
    settings: &[Setting],
    members: &Map<String, Value>,
    within: &str,
    all: &mut Vec<(String, String)>,
) {
    for setting in settings {
        if let Some(value) = members.get(setting.member) {
            let name = format!("{within}.{}", setting.wire);
            one(setting.form, value, &name, all);
        }
    }
}

fn one(form: Form, value: &Value, name: &str, all: &mut Vec<(String, String)>) {
    match (form, value) {
        (Form::Block(within) | Form::Range(within), Value::Object(members)) => {
            parameters(within, members, name, all);
        }
        (_, Value::Array(elements)) => {
            for (at, element) in (1..).zip(elements) {
                let name = format!("{name}.{at}");
                match (form, element) {
                    (Form::Blocks(within), Value::Object(members)) => {
                        parameters(within, members, &name, all);
                    }
                    (_, Value::Object(members)) => {
                        let pairs = members.iter();
                        all.extend(pairs.map(|(key, v)| (format!("{name}.{key}"), shown(v))));
                    }
                    (_, text) => all.push((name, shown(text))),
                }
            }
        }
        (_, value) => all.push((name.to_owned(), shown(value))),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// As a form's body goes on: all but letters, digits and `-_.~` by its bytes.
fn encoded(all: &[(String, String)]) -> String {
    let mut body = String::new();
    for (name, value) in all {
        body.push('&');
        body.push_str(name);
        body.push('=');
        for byte in value.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    body.push(char::from(byte));
                }
                other => body.push_str(&format!("%{other:02X}")),
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::data::members;
    use super::*;

    #[test]
    fn settings_are_parameters_by_the_names_of_the_api() {
        let held = json!({
            "image_id": "ami 1",
            "disable_api_stop": true,
            "ebs_optimized": "false",
            "vpc_security_group_ids": ["sg-1", "sg-2"],
            "block_device_mappings": [
                {"device_name": "/dev/sda1", "ebs": [{"volume_size": 8, "encrypted": "true"}]}],
            "network_interfaces": [{"security_groups": ["sg-3"], "ipv4_addresses": ["10.0.0.4"],
                "ipv4_prefixes": ["10.0.0.16/28"]}],
            "tag_specifications": [{"resource_type": "instance", "tags": {"a": "b&c"}}],
            "instance_requirements": [{"vcpu_count": [{"min": 2}], "cpu_manufacturers": ["amd"]}],
        });
        let mut all = Vec::new();
        parameters(ALL, &members(held.as_object().unwrap()), "D", &mut all);
        let shown: Vec<String> = encoded(&all)
            .split('&')
            .skip(1)
            .map(str::to_owned)
            .collect();
        assert_eq!(
            shown,
            [
                "D.BlockDeviceMapping.1.DeviceName=%2Fdev%2Fsda1",
                "D.BlockDeviceMapping.1.Ebs.Encrypted=true",
                "D.BlockDeviceMapping.1.Ebs.VolumeSize=8",
                "D.DisableApiStop=true",
                "D.EbsOptimized=false",
                "D.ImageId=ami%201",
                "D.InstanceRequirements.CpuManufacturer.1=amd",
                "D.InstanceRequirements.VCpuCount.Min=2",
                "D.NetworkInterface.1.PrivateIpAddresses.1.PrivateIpAddress=10.0.0.4",
                "D.NetworkInterface.1.Ipv4Prefix.1.Ipv4Prefix=10.0.0.16%2F28",
                "D.NetworkInterface.1.SecurityGroupId.1=sg-3",
                "D.TagSpecification.1.ResourceType=instance",
                "D.TagSpecification.1.Tag.1.Key=a",
                "D.TagSpecification.1.Tag.1.Value=b%26c",
                "D.SecurityGroupId.1=sg-1",
                "D.SecurityGroupId.2=sg-2",
            ]
        );
    }
}
