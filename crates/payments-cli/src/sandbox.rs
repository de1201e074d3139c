//! `payments sandbox`: the simulator as a server.

use std::io::{self, Write};

use payments_testkit::sim::{Simulator, mpandco, pagofacil};

use crate::exit::Ending;
use crate::failure::Failure;

pub(crate) async fn run(port: u16) -> Result<Ending, Failure> {
    let simulator = Simulator::start_on(port).await?;
    announce(&simulator, &mut io::stdout().lock())?;
    tokio::signal::ctrl_c().await?;
    Ok(Ending::Done)
}

fn announce(simulator: &Simulator, out: &mut impl Write) -> io::Result<()> {
    let (branch_id, user_id) = pagofacil::World::sandbox_keys();
    writeln!(
        out,
        "The simulator is up; nothing it does moves money. Ctrl-C stops it.\n\n\
         mPandco\n  \
           base URL       {mpandco_url}\n  \
           client_id      {client_id}\n  \
           client_secret  {client_secret}\n\n\
         PagoFácil, tests environment\n  \
           base URL       {pagofacil_url}\n  \
           idSucursal     {branch_id}\n  \
           idUsuario      {user_id}\n  \
           apiSecret      {api_secret}\n\n\
         Point a client at it:\n  \
           Mpandco::sandbox(credentials).with_base_url(\"{mpandco_url}\").build()?\n  \
           PagoFacil::sandbox(keys).with_base_url(\"{pagofacil_url}\").build()?\n\n\
         or try it by hand:\n  \
           curl -d client_id={client_id} -d client_secret={client_secret} \
           -d grant_type=urn:client_apps {mpandco_url}oauth/v2/token",
        mpandco_url = simulator.mpandco_base_url(),
        pagofacil_url = simulator.pagofacil_base_url(),
        api_secret = pagofacil::World::sandbox_api_secret(),
        client_id = mpandco::CLIENT_ID,
        client_secret = mpandco::CLIENT_SECRET,
    )?;
    out.flush()
}
