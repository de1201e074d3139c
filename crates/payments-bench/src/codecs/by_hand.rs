//! Equal structs with serde's derive, for JSON that is as the documents say.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

macro_rules! responses {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            #[derive(Deserialize)]
            #[expect(dead_code, reason = "decoding fills it, and its values are not read")]
            pub(super) struct $name { $($(#[$meta])* $field: $type,)* }
        )*
    };
}

responses! {
    Page { links: PageLinks, meta: Meta, data: Vec<crate::peer::Intent>, }
    PageLinks { next: Href, }
    Href { href: String, }
    Meta { #[serde(rename = "totalResults")] total_results: u32, }
    WalletPayment {
        id: String,
        created_at: String,
        amount_environment_operation: String,
        amount_total: String,
        #[serde(rename = "ref")]
        number: String,
        user: User,
        status: u32,
        payment_methods: Vec<Method>,
        #[serde(rename = "type")]
        kind: u32,
        recipient: String,
        digital_account_source: Account,
        _data: BTreeMap<String, Value>,
    }
    User { id: String, _data: BTreeMap<String, Value>, }
    Account { id: String, created_at: String, name: String, }
    Method {
        created_at: String,
        operation_method: OperationMethod,
        amount_environment_operation: Box<RawValue>,
        amount_total: Box<RawValue>,
        item_operations: Vec<ItemOperation>,
    }
    OperationMethod {
        id: String,
        name: String,
        description: String,
        mode_operation: Mode,
        mode_form: String,
        external_platform: String,
    }
    Mode { id: String, name: String, }
    ItemOperation { created_at: String, description: String, amount: Box<RawValue>, }
    Payout {
        #[serde(rename = "ref")]
        id: String,
        status: String,
    }
    RestSubscription {
        #[serde(rename = "WebServices_Recurrentes")]
        root: SubscriptionMethod,
    }
    SubscriptionMethod { vercargo: Subscription, }
    Subscription {
        status: String,
        #[serde(rename = "idRecurrente")]
        id: String,
        activo: String,
        monto: String,
        #[serde(rename = "diaPago")]
        day: String,
        #[serde(rename = "fechaIniCobro")]
        start: String,
        #[serde(rename = "fechaFinCobro")]
        end: String,
        nombre: String,
        apellidos: String,
        #[serde(rename = "numeroTarjeta")]
        card: String,
        operaciones: BTreeMap<String, Charge>,
    }
    Charge {
        #[serde(rename = "idTransaccion")]
        number: String,
        transaccion: String,
        autorizado: String,
        autorizacion: String,
        monto: String,
        fecha: String,
        error: String,
    }
    RestRegistration {
        #[serde(rename = "WebServices_Recurrentes")]
        root: RegistrationMethod,
    }
    RegistrationMethod { transaccion: Registration, }
    Registration {
        status: String,
        #[serde(rename = "idRecurrente")]
        id: String,
        texto: String,
        #[serde(rename = "fechaRegistro")]
        registered_at: String,
        #[serde(rename = "idCargo")]
        charge_id: String,
        empresa: String,
        #[serde(rename = "TransIni")]
        begun_at: String,
        #[serde(rename = "TransFin")]
        finished_at: String,
        #[serde(rename = "TipoTC")]
        card_brand: String,
        data: RegistrationEcho,
        #[serde(rename = "dataVal")]
        data_val: RegistrationEcho,
    }
    RegistrationEcho {
        #[serde(rename = "numeroTarjeta")]
        card: String,
        monto: String,
        #[serde(rename = "idCliente")]
        reference: String,
        #[serde(rename = "diaPago")]
        day: String,
        #[serde(rename = "fechaIniCobro")]
        start: String,
        #[serde(rename = "fechaFinCobro")]
        end: Option<String>,
    }
    Report { status: ReportStatus, transactions: BTreeMap<String, Transaction>, }
    ReportStatus {
        result: String,
        message: String,
        elements: String,
        no_pages: String,
        no_page: String,
    }
    Transaction {
        transaction_id: String,
        order_id: String,
        branch_id: String,
        branch_name: String,
        param_1: String,
        param_2: String,
        param_3: String,
        param_4: String,
        param_5: String,
        amount: String,
        timestamp: String,
        authorized: String,
        authorization_number: String,
        status: String,
        processor_message: String,
        transaction_type: String,
        transaction_via: String,
        card_info: CardInfo,
        cardholder: Cardholder,
    }
    CardInfo { brand: String, country: String, last_4_digits: String, bank: String, }
    Cardholder { email: String, name: String, }
}
