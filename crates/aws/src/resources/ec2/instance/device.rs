//! The disks of an instance: in the schema a single block for the root and a set for the others.

use driftlock_core::{Attributes, Call, Unrestorable};
use serde_json::{Map, Value, json};

use super::{MODIFY, MODIFY_VOLUME};
use crate::resources::RestorePlan;
use crate::resources::ec2::{ebs_volume, tagging};
use crate::resources::form::{block, default, elements, label_text, prune, text};
use crate::resources::request::request;
use crate::tags;

/// The label of a disk: its place at the instance.
pub(super) fn label(device: &Value) -> String {
    label_text(device.get("device_name").unwrap_or(&Value::Null))
}

pub(super) fn normalise(attributes: &mut Attributes) {
    for name in ["root_block_device", "ebs_block_device"] {
        let devices = attributes.get_mut(name).and_then(Value::as_array_mut);
        let devices = devices.into_iter().flatten();
        for device in devices.filter_map(Value::as_object_mut) {
            normalise_one(device);
        }
    }
}

fn normalise_one(device: &mut Map<String, Value>) {
    tags::normalise(device);
    default(device, "encrypted", false);
    default(device, "delete_on_termination", false);
    ebs_volume::performance(device, "volume_type");
    prune(device);
}

/// Attributes of a disk that `ModifyVolume` changes, with its members.
const MEMBERS: [(&str, &str); 4] = [
    ("volume_size", "Size"),
    ("volume_type", "VolumeType"),
    ("iops", "Iops"),
    ("throughput", "Throughput"),
];

/// Plans what brings the disks back.
pub(super) fn restore(
    plan: &mut RestorePlan,
    id: &str,
    approved: &Attributes,
    observed: &Attributes,
) {
    let roots = (
        block(approved, "root_block_device"),
        block(observed, "root_block_device"),
    );
    if let (Some(wanted), Some(found)) = roots {
        restore_one(plan, id, "root_block_device[0]", wanted, found);
    } else if roots.0.is_some() != roots.1.is_some() {
        plan.unrestorable.push(fixed("root_block_device[0]"));
    }
    let of = |attributes: &Attributes| -> Vec<Map<String, Value>> {
        let all = elements(attributes, "ebs_block_device");
        all.filter_map(Value::as_object).cloned().collect()
    };
    let (wanted, found) = (of(approved), of(observed));
    let place = |device: &Map<String, Value>| text(device, "device_name").to_owned();
    let at = |all: &[Map<String, Value>], name: &str| {
        all.iter().find(|device| place(device) == name).cloned()
    };
    for device in &wanted {
        let (name, path) = (place(device), path(device));
        match at(&found, &name) {
            Some(found) => restore_one(plan, id, &path, device, &found),
            None => plan.unrestorable.push(fixed(&path)),
        }
    }
    let more = found
        .iter()
        .filter(|one| at(&wanted, &place(one)).is_none());
    plan.unrestorable
        .extend(more.map(|device| fixed(&path(device))));
}

fn path(device: &Map<String, Value>) -> String {
    format!("ebs_block_device[{}]", text(device, "device_name"))
}

fn fixed(path: &str) -> Unrestorable {
    Unrestorable {
        path: path.to_owned(),
        reason: "a disk is attached or detached by whoever knows what is on it".to_owned(),
    }
}

fn restore_one(
    plan: &mut RestorePlan,
    id: &str,
    path: &str,
    wanted: &Map<String, Value>,
    found: &Map<String, Value>,
) {
    let differs = |name: &str| wanted.get(name) != found.get(name);
    for name in ["volume_id", "encrypted", "kms_key_id", "snapshot_id"] {
        if differs(name) {
            plan.unrestorable.push(fixed(&format!("{path}.{name}")));
        }
    }
    if differs("volume_id") {
        // Another disk: what it is like is not to be made like the approved one.
        return;
    }
    if differs("delete_on_termination") {
        plan.calls.push(kept(id, wanted));
    }
    let size = |device: &Map<String, Value>| device.get("volume_size").and_then(Value::as_u64);
    let grew = size(found) > size(wanted);
    if grew {
        plan.unrestorable.push(Unrestorable {
            path: format!("{path}.volume_size"),
            reason: "a volume cannot shrink".to_owned(),
        });
    }
    let retyped = differs("volume_type");
    let with_type = |name: &str| retyped && ["iops", "throughput"].contains(&name);
    let mut input = Attributes::new();
    for (name, member) in MEMBERS {
        let wants = (differs(name) && !(grew && name == "volume_size")) || with_type(name);
        if let Some(value) = wanted.get(name).filter(|_| wants) {
            input.insert(member.to_owned(), value.clone());
        }
    }
    let volume = text(wanted, "volume_id");
    if !input.is_empty() {
        let summary = format!("modify {volume}: {}", json!(input));
        input.insert("VolumeId".to_owned(), Value::from(volume));
        let operation = ["ec2", "ModifyVolume"];
        plan.calls.push(request(
            MODIFY_VOLUME,
            summary,
            operation,
            Value::Object(input),
        ));
    }
    tagging::restore(plan, volume, wanted, found);
}

fn kept(id: &str, wanted: &Map<String, Value>) -> Call {
    let goes = wanted.get("delete_on_termination") == Some(&Value::from(true));
    let device = text(wanted, "device_name");
    let summary = match goes {
        true => format!("delete the disk at {device} with the instance"),
        false => format!("keep the disk at {device} when the instance is terminated"),
    };
    let mapping = json!([{"DeviceName": device, "Ebs": {"DeleteOnTermination": goes}}]);
    request(
        MODIFY,
        summary,
        ["ec2", "ModifyInstanceAttribute"],
        json!({"InstanceId": id, "BlockDeviceMappings": mapping}),
    )
}
