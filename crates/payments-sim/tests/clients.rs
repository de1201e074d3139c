//! The requests of public clients, byte for byte as these send them, apart from keys, cards and names.

use payments_sim::mpandco::{CLIENT_ID, CLIENT_SECRET, PIN};
use payments_sim::pagofacil;
use payments_sim::pagofacil::ResponseVersion;
use payments_testkit::samples;
use serde_json::Value;

use crate::support::{Client, FORM, text};

/// The official PHP SDK's form of a payment, which has no currency.
const SDK_PAYMENT: &str = "&paymentintent%5BredirectUrls%5D%5BreturnUrl%5D=http%3A%2F%2Flocalhost%3A5000%2Fp.php%3Fsuccess%3Dtrue%26carId%3D200\
    &paymentintent%5BredirectUrls%5D%5BcancelUrl%5D=http%3A%2F%2Flocalhost%3A5000%2Fp.php%3Fsuccess%3Dfalse%26carId%3D200\
    &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Btotal%5D=20\
    &paymentintent%5Btransactions%5D%5B0%5D%5Bdescription%5D=Compra+por+eBay\
    &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bname%5D=tel%C3%A9fono+5%22+%26+funda\
    &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bprice%5D=7.5";

const INTENTS: &str = "/api/payment-intent/.json";

/// A token of the form that the SDK has built in.
fn sdk_token() -> String {
    "5d".repeat(16)
}

#[tokio::test]
async fn the_sdk_of_mpandco_creates_authorizes_and_executes_a_sale_without_a_currency() {
    let client = Client::start().await;
    let body = format!("paymentintent%5Bintent%5D=sale{SDK_PAYMENT}");
    let created = client.post(INTENTS, FORM, &body).await;
    assert_eq!(created.status, 200, "{}", created.body);
    let transaction = &created.body["transactions"][0];
    assert_eq!(transaction["amount"]["currency"]["id"], "VES");
    let id = text(&created.body["id"]);

    let authorized = client
        .get(&format!(
            "/bc38875a09308a2/payment-intent/autorize.json?access_token={}&id={id}",
            sdk_token()
        ))
        .await;
    let payer = text(&authorized.body["payer"]);
    let execution =
        format!("payment_execution%5BpaymentIntent%5D={id}&payment_execution%5Bpayer%5D={payer}");
    let path = format!("/api/payment-intent/execute/sale?id={id}");
    let executed = client.post(&path, FORM, &execution).await;
    assert_eq!(executed.body["state"], "executed");

    let cancel = format!("cancel_payment_intent%5BpaymentIntent%5D={id}");
    let path = format!("/api/payment-intent/cancel.json?id={id}");
    let annulled = client.post(&path, FORM, &cancel).await;
    assert_eq!(annulled.body["state"], "annulled");
}

#[tokio::test]
async fn the_sdk_of_mpandco_pays_a_request_with_the_token_of_its_transaction() {
    let client = Client::start().await;
    client.simulator.mpandco().set_pin("1111");
    let body = format!(
        "paymentintent%5Bintent%5D=request{SDK_PAYMENT}&paymentintent%5Brecipient%5D=04120000001"
    );
    let created = client.post(INTENTS, FORM, &body).await;
    let transaction = &created.body["transactions"][0];
    let token = text(&transaction["pay_tokens"][0]["id"]);
    assert_eq!(created.body["pay_tokens"][0]["id"], token.as_str());
    let id = text(&created.body["id"]);
    let execution = |pin: &str| {
        format!(
            "payment_execution%5Btransactions%5D%5B0%5D%5Bid%5D={}\
             &payment_execution%5Btransactions%5D%5B0%5D%5BpayToken%5D={token}\
             &payment_execution%5Bpin%5D={pin}",
            text(&transaction["id"])
        )
    };
    let path = format!("/api/payment-intent/execute/request?id={id}");
    let refused = client.post(&path, FORM, &execution(PIN)).await;
    assert_eq!(refused.status, 400, "the PIN was changed");
    let executed = client.post(&path, FORM, &execution("1111")).await;
    assert_eq!(executed.body["state"], "executed");
}

#[tokio::test]
async fn the_sdk_of_mpandco_names_the_accounts_of_its_tests() {
    let client = Client::start().await;
    let share = "&paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5BdigitalAccountDestination%5D=demo06\
         &paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5Bamount%5D=5\
         &paymentintent%5Btransactions%5D%5B0%5D%5Bdistributions%5D%5B0%5D%5Bdescription%5D=Comision+del+TV";
    let body = format!("paymentintent%5Bintent%5D=sale{SDK_PAYMENT}{share}");
    assert_eq!(client.post(INTENTS, FORM, &body).await.status, 400);
    let steps = |token: &str| {
        format!(
            "access_token={token}\
             &steps%5B0%5D=Given+check+requirement+for+execution\
             &steps%5B1%5D=Given+I+set+username+%22demo06%22+to+digital+account+%22J000000000%22"
        )
    };
    let path = "/bc38875a09308a2/context/behat-steps.json";
    assert_eq!(client.post(path, FORM, &steps("wrong")).await.status, 403);
    assert_eq!(client.post(INTENTS, FORM, &body).await.status, 400);
    assert_eq!(
        client.post(path, FORM, &steps(&sdk_token())).await.status,
        200
    );
    assert_eq!(client.post(INTENTS, FORM, &body).await.status, 200);
}

#[tokio::test]
async fn the_sdk_of_mpandco_asks_for_tokens_by_password() {
    let client = Client::without_token().await;
    client.simulator.mpandco().set_user("04120000002", "abc.0");
    let body = format!(
        "client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}&redirect_uri=\
         &username=04120000002&password=abc.0&grant_type=password"
    );
    let granted = client.post("/oauth/v2/token", FORM, &body).await;
    assert_eq!(granted.status, 200, "{}", granted.body);
    assert!(granted.body["refresh_token"].is_string());
}

#[tokio::test]
async fn the_woocommerce_plugin_of_mpandco_creates_a_sale() {
    let client = Client::start().await;
    let body = "paymentintent%5Bintent%5D=sale\
        &paymentintent%5BredirectUrls%5D%5BreturnUrl%5D=http%3A%2F%2Ftienda.example%2Fcheckout%2Forder-received%2F15%2F%3Fkey%3Dwc_order_x%26utm_nooverride%3D1\
        &paymentintent%5BredirectUrls%5D%5BcancelUrl%5D=http%3A%2F%2Ftienda.example%2Fcart%2F%3Fcancel_order%3Dtrue%26order%3Dwc_order_x%26order_id%3D15\
        &paymentintent%5Btransactions%5D%5B0%5D%5BdigitalAccountDestination%5D=demo01\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Btotal%5D=18.80\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bcurrency%5D=VES\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bdetails%5D%5Bshipping%5D=0\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bdetails%5D%5Btax%5D=1.3\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bamount%5D%5Bdetails%5D%5BsubTotal%5D=17.5\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bdescription%5D=Compra+en+http%3A%2F%2Ftienda.example-+orden+%2315\
        &paymentintent%5Btransactions%5D%5B0%5D%5BinvoiceNumber%5D=order15\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bname%5D=Tel%C3%A9fono+5%22+%26+funda\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bquantity%5D=1\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bsku%5D=P001\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bprice%5D=17.50\
        &paymentintent%5Btransactions%5D%5B0%5D%5Bitems%5D%5B0%5D%5Bcurrency%5D=VES\
        &paymentintent%5Brecipient%5D=";
    let created = client.post(INTENTS, FORM, body).await;
    assert_eq!(created.status, 200, "{}", created.body);
    assert_eq!(created.body["transactions"][0]["invoice_number"], "order15");
}

/// A client of PagoFácil, at a time when the card of the samples is valid.
async fn pagofacil() -> Client {
    let client = Client::without_token().await;
    let clock = samples::subscription_clock();
    client.simulator.clock().set(clock.now());
    client.simulator.pagofacil().set_next_charge(true);
    client
}

fn charge(response: &Value) -> &Value {
    &response["WebServices_Transacciones"]["transaccion"]
}

/// The card, and the keys of the branch and the user.
fn secrets() -> (String, String, String) {
    let (branch, user) = pagofacil::State::sandbox_keys();
    (samples::card_number(), branch, user)
}

#[tokio::test]
async fn active_merchant_sends_the_members_in_the_order_of_their_names() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let body = format!(
        "data%5BanyoExpiracion%5D=16&data%5Bapellidos%5D=Reyes+Garza&data%5BcalleyNumero%5D=Anatole+France+311\
         &data%5Bcelular%5D=5550123456&data%5Bcolonia%5D=Polanco&data%5Bcp%5D=11560&data%5Bcvt%5D=123\
         &data%5Bemail%5D=comprador%40example.com&data%5Bestado%5D=Distrito+Federal&data%5BidPedido%5D=1\
         &data%5BidServicio%5D=3&data%5BidSucursal%5D={branch}&data%5BidUsuario%5D={user}\
         &data%5BmesExpiracion%5D=09&data%5Bmonto%5D=1.00&data%5Bmunicipio%5D=Miguel+Hidalgo&data%5Bnombre%5D=Juan\
         &data%5BnumeroTarjeta%5D={card}&data%5Bpais%5D=Mexico&data%5Btelefono%5D=5550220910&method=transaccion"
    );
    let path = "/st/public/Wsrtransaccion/index/format/json?";
    let charged = client.post(path, FORM, &body).await;
    assert_eq!(charge(&charged.body)["autorizado"], "1", "{}", charged.body);
}

#[tokio::test]
async fn the_woocommerce_plugin_of_pagofacil_splits_the_method_from_the_data() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let body = format!(
        "&data[idServicio]=3&data[idSucursal]={branch}&data[idUsuario]={user}&data[nombre]=Juan\
         &data[apellidos]=Reyes+Garza&data[numeroTarjeta]={card}&data[cvt]=123&data[cp]=11560\
         &data[mesExpiracion]=09&data[anyoExpiracion]=16&data[monto]=100.00&data[email]=comprador%40example.com\
         &data[telefono]=%2B525550220910&data[celular]=%2B525550220910&data[calleyNumero]=Anatole+France+311\
         &data[colonia]=N%2FA&data[municipio]=Miguel+Hidalgo&data[estado]=N%2FA&data[pais]=Mexico\
         &data[idPedido]=15&data[param1]=15&data[param2]=wc_order_x&data[param3]=&data[param4]=&data[param5]=\
         &data[ip]=200.1.1.1&data[httpUserAgent]=Mozilla%2F5.0+%28X11%29&data[noMail]=1\
         &data[plan]=MSI&data[mensualidades]=03"
    );
    let path = "/Wsrtransaccion/index/format/json/?method=transaccion";
    let charged = client.post(path, FORM, &body).await;
    let charge = charge(&charged.body);
    assert_eq!(charge["autorizado"], "1", "{charge}");
    assert_eq!(charge["status"], "success");
}

#[tokio::test]
async fn the_prestashop_plugin_sends_a_query_with_a_long_text_of_its_cart() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let cart = "eyJjYXJ0Ijp7ImlkIjoxNX19".repeat(40);
    let path = format!(
        "/Wsrtransaccion/index/format/json?method=transaccion&data%5BidServicio%5D=3\
         &data%5BidSucursal%5D={branch}&data%5BidUsuario%5D={user}&data%5Bnombre%5D=Juan\
         &data%5Bapellidos%5D=Reyes+Garza&data%5BnumeroTarjeta%5D={card}&data%5Bcvt%5D=123&data%5Bcp%5D=11560\
         &data%5BmesExpiracion%5D=09&data%5BanyoExpiracion%5D=16&data%5Bmonto%5D=100.5\
         &data%5Bemail%5D=comprador%40example.com&data%5Btelefono%5D=5550220910&data%5Bcelular%5D=5550123456\
         &data%5BcalleyNumero%5D=Anatole+France+311&data%5Bcolonia%5D=S%2FD&data%5Bmunicipio%5D=Miguel+Hidalgo\
         &data%5Bestado%5D=Distrito+Federal&data%5Bpais%5D=M%C3%A9xico&data%5BidPedido%5D=15&data%5Bip%5D=200.1.1.1\
         &data%5BhttpUserAgent%5D=Mozilla%2F5.0&data%5Bparam1%5D=PFGATEWAY%3A%3A15&data%5Bparam2%5D={cart}"
    );
    let charged = client.get(&path).await;
    let charge = charge(&charged.body);
    assert_eq!(charge["autorizado"], "1", "{charge}");
    assert_eq!(charge["pf_message"], "Transaccion exitosa");
    assert_eq!(charge["param2"], cart.as_str());
}

#[tokio::test]
async fn the_magento_plugin_charges_and_looks_up_on_paths_of_the_plugin() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let body = format!(
        "&data[idServicio]=3&data[idSucursal]={branch}&data[idUsuario]={user}&data[nombre]=Juan\
         &data[apellidos]=Reyes+Garza&data[numeroTarjeta]={card}&data[cvt]=123&data[cp]=11560\
         &data[mesExpiracion]=09&data[anyoExpiracion]=16&data[monto]=100.00&data[email]=comprador%40example.com\
         &data[telefono]=5550220910&data[celular]=5550123456&data[calleyNumero]=Anatole+France+311\
         &data[colonia]=Polanco&data[municipio]=Miguel+Hidalgo&data[estado]=Distrito+Federal&data[pais]=Mexico\
         &data[idPedido]=100000015&data[ip]=200.1.1.1&data[noMail]=1&data[plan]=NOR&data[mensualidades]=00"
    );
    let path = "/Magento/Magento/index/format/json/?method=transaccion";
    let charged = client.post(path, FORM, &body).await;
    let charge = charge(&charged.body);
    assert_eq!(charge["autorizado"], "1", "{charge}");

    let body = format!(
        "?&data[idSucursal]={branch}&data[idUsuario]={user}&data[monto]=100.00&data[idPedido]=100000015"
    );
    let found = client
        .post("/Magento/Magento/querytrans/", FORM, &body)
        .await;
    assert_eq!(found.body["autorizado"], "1", "{}", found.body);
    assert_eq!(found.body["transaccion"], charge["transaccion"]);
}

#[tokio::test]
async fn the_rails_form_has_no_order_and_long_telephone_numbers() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let phone = "5".repeat(14);
    let path = format!(
        "/st/public/Wsrtransaccion/index/format/json?method=transaccion&data[nombre]=Juan&data[apellidos]=Reyes%20Garza\
         &data[numeroTarjeta]={card}&data[cvt]=123&data[cp]=11560&data[mesExpiracion]=09&data[anyoExpiracion]=16\
         &data[monto]=100&data[idSucursal]={branch}&data[idUsuario]={user}&data[idServicio]=3\
         &data[email]=comprador@example.com&data[telefono]={phone}&data[celular]={phone}\
         &data[calleyNumero]=Anatole%20France%20311&data[colonia]=Polanco&data[municipio]=Miguel%20Hidalgo\
         &data[estado]=Distrito%20Federal&data[pais]=Mexico"
    );
    let charged = client.get(&path).await;
    assert_eq!(charge(&charged.body)["autorizado"], "1", "{}", charged.body);
    let charges = client.simulator.pagofacil().charges();
    assert_eq!((charges.len(), charges[0].reference.as_deref()), (1, None));
}

#[tokio::test]
async fn the_node_client_asks_for_no_mail_in_a_word() {
    let client = pagofacil().await;
    let (card, branch, user) = secrets();
    let body = format!(
        "jsonrpc=2.0&method=transaccion&data%5Bnombre%5D=Juan&data%5Bapellidos%5D=Reyes%20Garza\
         &data%5BnumeroTarjeta%5D={card}&data%5Bcvt%5D=123&data%5Bcp%5D=11560&data%5BmesExpiracion%5D=09\
         &data%5BanyoExpiracion%5D=16&data%5Bmonto%5D=100&data%5BidSucursal%5D={branch}&data%5BidUsuario%5D={user}\
         &data%5Bemail%5D=comprador%40example.com&data%5Btelefono%5D=5550220910&data%5Bcelular%5D=5550123456\
         &data%5BcalleyNumero%5D=Anatole%20France%20311&data%5Bcolonia%5D=Polanco\
         &data%5Bmunicipio%5D=Miguel%20Hidalgo&data%5Bestado%5D=Distrito%20Federal&data%5Bpais%5D=Mexico\
         &data%5BidServicio%5D=3&data%5BnoMail%5D=true&data%5Bdivisa%5D=USD&id="
    );
    let path = "/st/public/Wsrtransaccion/index/format/json";
    let charged = client.post(path, FORM, &body).await;
    assert_eq!(charge(&charged.body)["autorizado"], "1", "{}", charged.body);
}

/// The body of the second Magento plugin, which decodes it before it sends it.
fn decoded_body() -> String {
    let (card, branch, user) = secrets();
    format!(
        "method=transaccion&data[idUsuario]={user}&data[idSucursal]={branch}&data[idPedido]=000000015\
         &data[idServicio]=3&data[monto]=120.5&data[plan]=NOR&data[mensualidades]=0&data[numeroTarjeta]={card}\
         &data[cvt]=123&data[mesExpiracion]=09&data[anyoExpiracion]=16&data[nombre]=Juan&data[apellidos]=Reyes Garza\
         &data[cp]=11560&data[email]=comprador@example.com&data[telefono]=5555555555&data[celular]=5555555555\
         &data[calleyNumero]=calle #93&data[colonia]=Polanco&data[municipio]=Miguel Hidalgo&data[pais]=México\
         &data[estado]=CDMX"
    )
}

#[tokio::test]
async fn the_second_magento_plugin_tells_a_decline_by_a_missing_authorization() {
    let client = pagofacil().await;
    let path = "/Wsrtransaccion/index/format/json";
    let charged = client.post(path, FORM, &decoded_body()).await;
    let approved = charge(&charged.body);
    assert!(approved["autorizacion"].is_string(), "{approved}");
    assert!(approved["idTransaccion"].is_string(), "{approved}");
    assert_eq!(approved["data"]["idPedido"], "000000015");

    client.simulator.pagofacil().set_next_charge(false);
    let declined = client.post(path, FORM, &decoded_body()).await;
    let declined = charge(&declined.body);
    assert_eq!(declined["autorizado"], "0");
    assert!(declined.get("autorizacion").is_none(), "{declined}");
    assert!(declined["idTransaccion"].is_string(), "{declined}");
    assert_eq!(declined["pf_message"], "Transaccion denegada");
    assert_eq!(declined["texto"], "Transaction has been denied!");

    let service = client.simulator.pagofacil();
    service.set_response_version(ResponseVersion::Of2014);
    service.set_next_charge(false);
    let declined = client.post(path, FORM, &decoded_body()).await;
    let declined = charge(&declined.body);
    assert_eq!(declined["autorizacion"], "0");
    assert!(declined.get("idTransaccion").is_none(), "{declined}");
}

#[tokio::test]
async fn curl_of_php_sends_an_array_as_parts() {
    let client = pagofacil().await;
    let body = decoded_body();
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    let pairs: Vec<(&str, &str)> = pairs.collect();
    let (media_type, parts) = crate::support::curl_parts(&pairs);
    let path = "/Wsrtransaccion/index/format/json";
    let charged = client.post(path, &media_type, &parts).await;
    assert_eq!(charge(&charged.body)["autorizado"], "1", "{}", charged.body);
}
