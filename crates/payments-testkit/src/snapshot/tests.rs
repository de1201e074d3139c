use payments_core::{Currency, Money, Payment, PaymentStatus};

use super::*;

const UUID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";

#[test]
fn ids_of_every_provider_become_the_same() {
    settings().bind(|| {
        insta::assert_snapshot!(
            format!(
                "MEM-1 PAYER-OF-MEM-12 {UUID} T-RAPFE1S1I368 S-PFE12S12I12568 S-RAPFE1S1I368-8\n\
                 https://approve.example/MEM-1?id={UUID}"
            ),
            @r"
        [id] [id] [id] [id] [id] [id]
        https://approve.example/[id]?id=[id]
        "
        );
    });
}

#[test]
fn receipts_become_the_same_by_their_form_or_their_field() {
    let amount = Money::parse("20", Currency::VES).unwrap();
    let paid = Payment::new(UUID.into(), PaymentStatus::Paid, amount)
        .with_receipt(Some("305638".to_owned()));
    let texts = format!(
        "P210519{:07} MP210519{:05} RECEIPT-OF-MEM-3\n{paid:?}\n{paid:#?}",
        42, 7
    );
    settings().bind(|| {
        insta::assert_snapshot!(texts, @r#"
        [receipt] [receipt] [receipt]
        Payment { id: "[id]", status: Paid, amount: Some(20.00 VES), refunded: None, reference: None, description: None, payer: None, receipt: Some("[receipt]"), created_at: None, expires_at: None, next_action: None, card: None, decline: None, message: None, warnings: [] }
        Payment {
            id: "[id]",
            status: Paid,
            amount: Some(
                20.00 VES,
            ),
            refunded: None,
            reference: None,
            description: None,
            payer: None,
            receipt: Some(
                "[receipt]",
            ),
            created_at: None,
            expires_at: None,
            next_action: None,
            card: None,
            decline: None,
            message: None,
            warnings: [],
        }
        "#);
    });
}

#[test]
fn times_become_the_same_and_dates_stay() {
    settings().bind(|| {
        insta::assert_snapshot!(
            "2021-05-19 18:26:34.0 America/Caracas\n\
             2021-05-19T18:26:34-0400 2021-05-19T18:26:34Z 2021-05-19 18:26:34.0 +00:00:00 2021-05-19 18:26:34.0 UTC\n\
             15:56:26 pm 15/09/2013 15:56:26 pm 15\\/09\\/2013\n\
             2013-09-16",
            @r"
        [time]
        [time] [time] [time] [time]
        [time] [time]
        2013-09-16
        "
        );
    });
}

#[test]
fn tokens_are_replaced_everywhere() {
    let long = format!("{:x<86}", "Simulated");
    settings().bind(|| {
        insta::assert_snapshot!(
            format!(
                "authorization: Bearer a.b-c_d==\n\
                 /pay?access_token=abc&id=7&payment_execution%5BpayToken%5D={UUID}&x=1\n\
                 client_secret=canary&grant_type=urn\n\
                 {{\"access_token\":\"abc\",\"refresh_token\": \"def\",\"token_type\":\"bearer\"}}\n\
                 {long}"
            ),
            @r#"
        authorization: Bearer [token]
        /pay?access_token=[token]&id=7&payment_execution%5BpayToken%5D=[token]&x=1
        client_secret=[token]&grant_type=urn
        {"access_token":"[token]","refresh_token": "[token]","token_type":"bearer"}
        [token]
        "#
        );
    });
}

#[test]
fn what_a_merchant_chose_stays_and_what_was_replaced_is_left_alone() {
    let chosen = "ORDER-1 20.00 VES MEMBER-1 P-12 S-1 T-SHIRT";
    let replaced = "Bearer [token] token=[token] [id] [time] [receipt]";
    settings().bind(|| {
        insta::assert_snapshot!(format!("{chosen}\n{replaced}"), @r"
        ORDER-1 20.00 VES MEMBER-1 P-12 S-1 T-SHIRT
        Bearer [token] token=[token] [id] [time] [receipt]
        ");
    });
}

#[test]
fn current_settings_are_kept() {
    let mut own = Settings::clone_current();
    own.add_filter("shop-[0-9]+", "[shop]");
    own.bind(|| settings().bind(|| insta::assert_snapshot!("shop-7 MEM-1", @"[shop] [id]")));
}
