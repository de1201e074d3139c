use super::*;
use crate::pagofacil::model::ChargeKind;
use crate::pagofacil::testing::{order, paid, service};

fn charged(state: &State, data: &Map) -> String {
    paid(state, Environment::Sandbox, "transaccion", data)
}

/// The order's `data` as every response echoes it.
fn echoed() -> String {
    let (branch, user) = State::sandbox_keys();
    format!(
        r#""data":{{"nombre":"Juan","apellidos":"Reyes Garza","numeroTarjeta":"(16) **** **** ****1111","cvt":"(3) ***","cp":"11560","mesExpiracion":"(2) **","anyoExpiracion":"(2) **","monto":"800.50","idSucursal":"{branch}","idUsuario":"{user}","idServicio":"3","email":"comprador@example.com","telefono":"5550220910","celular":"5550123456","calleyNumero":"Anatole France 311","colonia":"Polanco","municipio":"Miguel Hidalgo","estado":"Distrito Federal","pais":"M\u00e9xico","idPedido":"ORDER-1","transFechaHora":"1379282186","bin":"(6) ***1"}}"#
    )
}

fn stored() -> String {
    let hash = format!("{:0>40}", "cc");
    format!(
        r#""dataVal":{{"idSucursal":"1","cp":"11560","nombre":"Juan","apellidos":"Reyes Garza","numeroTarjeta":"(16) **** **** ****1111","cvt":"(3) ***","monto":"800.50","mesExpiracion":"(2) **","anyoExpiracion":"(2) **","idUsuario":"1","source":"1","idServicio":"3","recurrente":"0","plan":"NOR","diferenciado":"00","mensualidades":"00","ip":"","httpUserAgent":"","idPedido":"ORDER-1","tipoTarjeta":"Visa","hashKeyCC":"{hash}","idEmpresa":"1","nombre_comercial":"PagoF\u00e1cil.Net","transFechaHora":"1379282186","noProcess":"","noMail":"","notaMail":"","settingsTransaction":{{"noMontoMes":"0.00","noTransaccionesDia":"0","minTransaccionTc":"5","tiempoDevolucion":"30","sendPdfTransCliente":"1","noMontoDia":"0.00","noTransaccionesMes":"0","suspencionServicio":""}},"email":"comprador@example.com","telefono":"5550220910","celular":"5550123456","calleyNumero":"Anatole France 311","colonia":"Polanco","municipio":"Miguel Hidalgo","estado":"Distrito Federal","pais":"M\u00e9xico","idCaja":"","paisDetectedIP":"MX","qa":"1","https":"on"}}"#
    )
}

#[test]
fn an_approval_has_the_members_of_the_service() {
    let state = service();
    state.set_next_charge(true);
    let (echoed, stored) = (echoed(), stored());
    assert_eq!(
        charged(&state, &order()),
        format!(
            r#"{{"WebServices_Transacciones":{{"transaccion":{{"autorizado":"1","autorizacion":"305001","transaccion":"S-PFE1S1I1","texto":"Transaction has been successful!-Approved","mode":"R","empresa":"PagoF\u00e1cil.Net","TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","param1":"","param2":"","param3":"","param4":"","param5":"","TipoTC":"Visa",{echoed},{stored},"status":"success"}}}}}}"#
        )
    );
}

#[test]
fn a_decline_has_the_status_success_too() {
    let state = service();
    state.set_next_charge(false);
    let (echoed, stored) = (echoed(), stored());
    assert_eq!(
        charged(&state, &order()),
        format!(
            r#"{{"WebServices_Transacciones":{{"transaccion":{{"autorizado":"0","autorizacion":"0","transaccion":"S-PFE1S1I1","texto":"Transaction has been denied!-Declined_(General).","error":"Declined_(General).","mode":"R","empresa":"PagoF\u00e1cil.Net","TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","param1":"","param2":"","param3":"","param4":"","param5":"","TipoTC":"Visa",{echoed},{stored},"status":"success"}}}}}}"#
        )
    );
}

#[test]
fn a_refusal_repeats_the_card_number_in_its_message_and_charges_nothing() {
    let state = service();
    let number = "1".repeat(16);
    let data = order().with("numeroTarjeta", number.as_str());
    let echoed = echoed();
    assert_eq!(
        charged(&state, &data),
        format!(
            r#"{{"WebServices_Transacciones":{{"transaccion":{{"autorizado":"0","transaccion":"n\/a","autorizacion":"n\/a","texto":"Errores en los datos de entrada Validaciones","error":{{"numeroTarjeta":"'{number}' no es de una institucion permitida"}},"empresa":"Sin determinar","TransIni":"15:56:26 pm 15\/09\/2013","TransFin":"15:56:26 pm 15\/09\/2013","param1":"","param2":"","param3":"","param4":"","param5":"","TipoTC":"",{echoed},"dataVal":{{"email":"comprador@example.com","idCaja":"","numeroTarjeta":"","cvt":"","anyoExpiracion":"","mesExpiracion":"","https":"on"}},"status":"success"}}}}}}"#
        )
    );
    assert!(state.charges().is_empty());
}

#[test]
fn american_express_is_approved_with_a_boolean() {
    let number = format!("37{}", "1".repeat(13));
    let data = order()
        .with("numeroTarjeta", number.as_str())
        .with("cvt", "1234");
    let response = create_payment(&service(), Environment::Sandbox, &data);
    assert!(matches!(
        response.get("autorizado"),
        Some(Value::Bool(true))
    ));
}

#[test]
fn one_reference_may_be_charged_twice_and_is_counted() {
    let state = service();
    for _ in 0..2 {
        state.set_next_charge(true);
        charged(&state, &order().with("divisa", "USD"));
    }
    let charges = state.charges();
    let shown: Vec<_> = charges
        .iter()
        .map(|charge| {
            (
                charge.transaction.as_str(),
                charge.kind,
                charge.currency.code(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("S-PFE1S1I1", ChargeKind::OneTime, "USD"),
            ("S-PFE1S1I2", ChargeKind::OneTime, "USD"),
        ]
    );
    assert!(state.ledger()["ORDER-1"].has_duplicates());
    assert_eq!(state.ledger()["ORDER-1"].one_time_approved, 2);
}

#[test]
fn params_plans_and_the_environment_are_echoed() {
    let state = service();
    state.set_next_charge(true);
    let (branch, user) = State::production_keys();
    let data = order()
        .with("idSucursal", branch)
        .with("idUsuario", user)
        .with("param3", "mesa 4")
        .with("plan", "MSI")
        .with("mensualidades", "06");
    let response = paid(&state, Environment::Production, "transaccion", &data);
    for part in [
        r#""mode":"P""#,
        r#""param2":"","param3":"mesa 4","#,
        r#""plan":"MSI","diferenciado":"00","mensualidades":"06""#,
    ] {
        assert!(response.contains(part), "{part} in {response}");
    }
}
