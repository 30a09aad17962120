//! Functions: what an expression calls as `provider::name::function(...)`.

use crate::proto::tfplugin6 as wire;
use crate::types::Type;
use crate::value::Value;

/// A function, for expressions in any configuration that requires the provider.
///
/// Terraform 1.8 and newer call it, in every phase and before the provider is configured. It
/// gives the same result for the same arguments, always; Terraform checks that.
pub trait Function: Send + Sync {
    /// What it takes and what it gives.
    fn signature(&self) -> Signature;

    /// Calls it: one argument for each parameter, in order, and any number more if the last
    /// parameter is variadic. None is null or unknown but those that the signature allows to be.
    ///
    /// # Errors
    /// When there is no result; Terraform shows the text at the call.
    fn call(&self, arguments: &[Value]) -> Result<Value, FunctionError>;
}

/// What a function takes and gives.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
    /// What any number of further arguments are, if there may be any.
    pub variadic: Option<Parameter>,
    /// The type of the result.
    pub returns: Type,
    /// One line of plain text.
    pub summary: String,
    /// Markdown, shown in generated documentation.
    pub description: String,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
}

/// One parameter of a function.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name, for messages and documentation.
    pub name: String,
    /// Its type; [`Type::Dynamic`] takes anything.
    pub ty: Type,
    /// Markdown, shown in generated documentation.
    pub description: String,
    /// Whether null is passed on. If not, Terraform refuses a null for it.
    pub allow_null: bool,
    /// Whether unknowns are passed on. If not, the result is unknown with any unknown argument.
    pub allow_unknown: bool,
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FunctionError {
    /// What went wrong.
    pub text: String,
    /// Which argument is at fault, counted from zero.
    pub argument: Option<usize>,
}

impl Signature {
    /// No parameters yet, and a result of this type.
    #[must_use]
    pub fn returning(returns: Type) -> Signature {
        Signature {
            parameters: Vec::new(),
            variadic: None,
            returns,
            summary: String::new(),
            description: String::new(),
            deprecated: None,
        }
    }

    /// Adds a parameter after the others.
    #[must_use]
    pub fn parameter(mut self, parameter: Parameter) -> Signature {
        self.parameters.push(parameter);
        self
    }

    /// Takes any number of further arguments.
    #[must_use]
    pub fn variadic(mut self, parameter: Parameter) -> Signature {
        self.variadic = Some(parameter);
        self
    }

    /// Describes it in one line of plain text, and in Markdown.
    #[must_use]
    pub fn describe(mut self, summary: &str, description: &str) -> Signature {
        summary.clone_into(&mut self.summary);
        description.clone_into(&mut self.description);
        self
    }

    /// Says what to use instead of it, where a client shows that.
    #[must_use]
    pub fn deprecated(mut self, instead: &str) -> Signature {
        self.deprecated = Some(instead.to_owned());
        self
    }

    /// The parameter that argument `index` is for.
    pub(crate) fn of(&self, index: usize) -> Option<&Parameter> {
        self.parameters.get(index).or(self.variadic.as_ref())
    }

    pub(crate) fn to_wire(&self) -> wire::Function {
        wire::Function {
            parameters: self.parameters.iter().map(Parameter::to_wire).collect(),
            variadic_parameter: self.variadic.as_ref().map(Parameter::to_wire),
            r#return: Some(wire::function::Return {
                r#type: self.returns.to_json().to_string().into_bytes(),
            }),
            summary: self.summary.clone(),
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            deprecation_message: self.deprecated.clone().unwrap_or_default(),
        }
    }
}

impl Parameter {
    /// A parameter that takes neither null nor unknowns.
    #[must_use]
    pub fn new(name: &str, ty: Type) -> Parameter {
        Parameter {
            name: name.to_owned(),
            ty,
            description: String::new(),
            allow_null: false,
            allow_unknown: false,
        }
    }

    /// Describes it in Markdown.
    #[must_use]
    pub fn describe(mut self, description: &str) -> Parameter {
        description.clone_into(&mut self.description);
        self
    }

    /// Takes null too.
    #[must_use]
    pub fn allow_null(mut self) -> Parameter {
        self.allow_null = true;
        self
    }

    /// Takes unknowns too.
    #[must_use]
    pub fn allow_unknown(mut self) -> Parameter {
        self.allow_unknown = true;
        self
    }

    fn to_wire(&self) -> wire::function::Parameter {
        wire::function::Parameter {
            name: self.name.clone(),
            r#type: self.ty.to_json().to_string().into_bytes(),
            allow_null_value: self.allow_null,
            allow_unknown_values: self.allow_unknown,
            description: self.description.clone(),
            description_kind: wire::StringKind::Markdown.into(),
        }
    }
}

impl FunctionError {
    /// No argument in particular is at fault.
    pub fn new(text: impl Into<String>) -> FunctionError {
        FunctionError {
            text: text.into(),
            argument: None,
        }
    }

    /// Names the argument at fault, counted from zero.
    #[must_use]
    pub fn at(mut self, argument: usize) -> FunctionError {
        self.argument = Some(argument);
        self
    }

    pub(crate) fn into_wire(self) -> wire::FunctionError {
        let argument = self
            .argument
            .map(|index| i64::try_from(index).unwrap_or(i64::MAX));
        wire::FunctionError {
            text: self.text,
            function_argument: argument,
        }
    }
}
