//! Every cell of the table of difficulties: of a commune's with its district, of a department's with the standing agency, and of what the
//! standing agency raised itself.

use tienbo::difficulties::TurnPart;

use super::{Objects, grid, hold, subjects};
use crate::harness::{City, both_databases, difficulty_step};

both_databases![a_difficulty_of_a_commune, a_difficulty_of_a_department, a_difficulty_of_the_standing_agency];

/// A difficulty of an agency that somebody has first. Whoever works there reads it in every state.
fn raised(city: &City, agency: &str, holder: (&str, TurnPart), grid: &str) {
    let rules = subjects::difficulty(city, agency, holder);
    let make = |state: &str| city.papers().difficulty(agency, state);
    let step = |action: &str| difficulty_step(city, action);
    let witness = city.by(&format!("{agency}_officer"));
    hold(city, &rules, &Objects { witness, make: &make, step: &step, tied: false }, &grid::rows(grid));
}

fn a_difficulty_of_a_commune(city: City) {
    // The district's lead holds that role in the communes too: the grant says so.
    let grid = "
        state       action            commune_lead commune_officer district_lead district_officer standing_lead standing_officer chair justice_lead auditor portal admin
        draft       raise             +            -               +             ?                ?             ?                ?     ?            ?       ?      ?
        draft       discard           -            +               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       acknowledge       -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       pass_up           -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       ask               -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       inform            -            !               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       escalate          -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       decide            -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       forward           -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       record_reply      -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       resolve           -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       confirm           !            -               !             ?                ?             ?                ?     ?            ?       ?      ?
        draft       reopen            !            -               !             ?                ?             ?                ?     ?            ?       ?      ?
        draft       close_unconfirmed -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       withdraw          !            -               !             ?                ?             ?                ?     ?            ?       ?      ?
        draft       join              -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        draft       separate          -            -               -             ?                ?             ?                ?     ?            ?       ?      ?
        raised      raise             !            -               !             -                -             -                -     ?            -       ?      ?
        raised      discard           -            !               -             -                -             -                -     ?            -       ?      ?
        raised      acknowledge       -            -               +             +                -             -                -     ?            -       ?      ?
        raised      pass_up           -            -               +             -                -             -                -     ?            -       ?      ?
        raised      ask               -            -               !             !                -             -                -     ?            -       ?      ?
        raised      inform            -            !               -             -                -             -                -     ?            -       ?      ?
        raised      escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        raised      decide            -            -               -             -                -             -                !     ?            -       ?      ?
        raised      forward           -            -               -             -                !             -                -     ?            -       ?      ?
        raised      record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        raised      resolve           -            -               !             -                !             -                !     ?            -       ?      ?
        raised      confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        raised      reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        raised      close_unconfirmed -            -               !             !                -             -                -     ?            -       ?      ?
        raised      withdraw          +            -               +             -                -             -                -     ?            -       ?      ?
        raised      join              -            -               -             -                -             +                -     ?            -       ?      ?
        raised      separate          -            -               -             -                -             !                -     ?            -       ?      ?
        in_handling raise             !            -               !             -                -             -                -     ?            -       ?      ?
        in_handling discard           -            !               -             -                -             -                -     ?            -       ?      ?
        in_handling acknowledge       -            -               !             !                -             -                -     ?            -       ?      ?
        in_handling pass_up           -            -               +             -                -             -                -     ?            -       ?      ?
        in_handling ask               -            -               +             +                -             -                -     ?            -       ?      ?
        in_handling inform            -            !               -             -                -             -                -     ?            -       ?      ?
        in_handling escalate          -            -               -             -                +             -                -     ?            -       ?      ?
        in_handling decide            -            -               -             -                -             -                !     ?            -       ?      ?
        in_handling forward           -            -               -             -                +             -                -     ?            -       ?      ?
        in_handling record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        in_handling resolve           -            -               +             -                +             -                +     ?            -       ?      ?
        in_handling confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        in_handling reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        in_handling close_unconfirmed -            -               !             !                -             -                -     ?            -       ?      ?
        in_handling withdraw          +            -               +             -                -             -                -     ?            -       ?      ?
        in_handling join              -            -               -             -                -             +                -     ?            -       ?      ?
        in_handling separate          -            -               -             -                -             !                -     ?            -       ?      ?
        needs_info  raise             !            -               !             -                -             -                -     ?            -       ?      ?
        needs_info  discard           -            !               -             -                -             -                -     ?            -       ?      ?
        needs_info  acknowledge       !            !               !             -                -             -                -     ?            -       ?      ?
        needs_info  pass_up           !            -               !             -                -             -                -     ?            -       ?      ?
        needs_info  ask               !            !               !             -                -             -                -     ?            -       ?      ?
        needs_info  inform            -            +               -             -                -             -                -     ?            -       ?      ?
        needs_info  escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        needs_info  decide            -            -               -             -                -             -                !     ?            -       ?      ?
        needs_info  forward           -            -               -             -                !             -                -     ?            -       ?      ?
        needs_info  record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        needs_info  resolve           !            -               !             -                !             -                !     ?            -       ?      ?
        needs_info  confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        needs_info  reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        needs_info  close_unconfirmed !            !               !             -                -             -                -     ?            -       ?      ?
        needs_info  withdraw          +            -               +             -                -             -                -     ?            -       ?      ?
        needs_info  join              -            -               -             -                -             !                -     ?            -       ?      ?
        needs_info  separate          -            -               -             -                -             !                -     ?            -       ?      ?
        escalated   raise             !            -               !             -                -             -                -     ?            -       ?      ?
        escalated   discard           -            !               -             -                -             -                -     ?            -       ?      ?
        escalated   acknowledge       -            -               -             -                -             -                !     ?            -       ?      ?
        escalated   pass_up           -            -               -             -                -             -                -     ?            -       ?      ?
        escalated   ask               -            -               -             -                -             -                !     ?            -       ?      ?
        escalated   inform            -            !               -             -                -             -                -     ?            -       ?      ?
        escalated   escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        escalated   decide            -            -               -             -                -             -                +     ?            -       ?      ?
        escalated   forward           -            -               -             -                +             -                -     ?            -       ?      ?
        escalated   record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        escalated   resolve           -            -               -             -                +             -                +     ?            -       ?      ?
        escalated   confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        escalated   reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        escalated   close_unconfirmed -            -               -             -                -             -                !     ?            -       ?      ?
        escalated   withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        escalated   join              -            -               -             -                -             !                -     ?            -       ?      ?
        escalated   separate          -            -               -             -                -             !                -     ?            -       ?      ?
        forwarded   raise             !            -               !             -                -             -                -     ?            -       ?      ?
        forwarded   discard           -            !               -             -                -             -                -     ?            -       ?      ?
        forwarded   acknowledge       -            -               -             -                !             !                -     ?            -       ?      ?
        forwarded   pass_up           -            -               -             -                -             -                -     ?            -       ?      ?
        forwarded   ask               -            -               -             -                !             !                -     ?            -       ?      ?
        forwarded   inform            -            !               -             -                -             -                -     ?            -       ?      ?
        forwarded   escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        forwarded   decide            -            -               -             -                -             -                !     ?            -       ?      ?
        forwarded   forward           -            -               -             -                !             -                -     ?            -       ?      ?
        forwarded   record_reply      -            -               -             -                -             +                -     ?            -       ?      ?
        forwarded   resolve           -            -               -             -                +             -                +     ?            -       ?      ?
        forwarded   confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        forwarded   reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        forwarded   close_unconfirmed -            -               -             -                !             !                -     ?            -       ?      ?
        forwarded   withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        forwarded   join              -            -               -             -                -             !                -     ?            -       ?      ?
        forwarded   separate          -            -               -             -                -             !                -     ?            -       ?      ?
        resolved    raise             !            -               !             -                -             -                -     ?            -       ?      ?
        resolved    discard           -            !               -             -                -             -                -     ?            -       ?      ?
        resolved    acknowledge       -            -               !             !                -             -                -     ?            -       ?      ?
        resolved    pass_up           -            -               !             -                -             -                -     ?            -       ?      ?
        resolved    ask               -            -               !             !                -             -                -     ?            -       ?      ?
        resolved    inform            -            !               -             -                -             -                -     ?            -       ?      ?
        resolved    escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        resolved    decide            -            -               -             -                -             -                !     ?            -       ?      ?
        resolved    forward           -            -               -             -                !             -                -     ?            -       ?      ?
        resolved    record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        resolved    resolve           -            -               !             -                !             -                !     ?            -       ?      ?
        resolved    confirm           +            -               +             -                -             -                -     ?            -       ?      ?
        resolved    reopen            +            -               +             -                -             -                -     ?            -       ?      ?
        resolved    close_unconfirmed -            -               +             +                -             -                -     ?            -       ?      ?
        resolved    withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        resolved    join              -            -               -             -                -             !                -     ?            -       ?      ?
        resolved    separate          -            -               -             -                -             !                -     ?            -       ?      ?
        closed      raise             !            -               !             -                -             -                -     ?            -       ?      ?
        closed      discard           -            !               -             -                -             -                -     ?            -       ?      ?
        closed      acknowledge       -            -               -             -                -             -                -     ?            -       ?      ?
        closed      pass_up           -            -               -             -                -             -                -     ?            -       ?      ?
        closed      ask               -            -               -             -                -             -                -     ?            -       ?      ?
        closed      inform            -            !               -             -                -             -                -     ?            -       ?      ?
        closed      escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        closed      decide            -            -               -             -                -             -                !     ?            -       ?      ?
        closed      forward           -            -               -             -                !             -                -     ?            -       ?      ?
        closed      record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        closed      resolve           -            -               -             -                !             -                !     ?            -       ?      ?
        closed      confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        closed      reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        closed      close_unconfirmed -            -               -             -                -             -                -     ?            -       ?      ?
        closed      withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        closed      join              -            -               -             -                -             !                -     ?            -       ?      ?
        closed      separate          -            -               -             -                -             !                -     ?            -       ?      ?
        withdrawn   raise             !            -               !             -                -             -                -     ?            -       ?      ?
        withdrawn   discard           -            !               -             -                -             -                -     ?            -       ?      ?
        withdrawn   acknowledge       -            -               -             -                -             -                -     ?            -       ?      ?
        withdrawn   pass_up           -            -               -             -                -             -                -     ?            -       ?      ?
        withdrawn   ask               -            -               -             -                -             -                -     ?            -       ?      ?
        withdrawn   inform            -            !               -             -                -             -                -     ?            -       ?      ?
        withdrawn   escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        withdrawn   decide            -            -               -             -                -             -                !     ?            -       ?      ?
        withdrawn   forward           -            -               -             -                !             -                -     ?            -       ?      ?
        withdrawn   record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        withdrawn   resolve           -            -               -             -                !             -                !     ?            -       ?      ?
        withdrawn   confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        withdrawn   reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        withdrawn   close_unconfirmed -            -               -             -                -             -                -     ?            -       ?      ?
        withdrawn   withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        withdrawn   join              -            -               -             -                -             !                -     ?            -       ?      ?
        withdrawn   separate          -            -               -             -                -             !                -     ?            -       ?      ?
        joined      raise             !            -               !             -                -             -                -     ?            -       ?      ?
        joined      discard           -            !               -             -                -             -                -     ?            -       ?      ?
        joined      acknowledge       -            -               -             -                -             -                -     ?            -       ?      ?
        joined      pass_up           -            -               -             -                -             -                -     ?            -       ?      ?
        joined      ask               -            -               -             -                -             -                -     ?            -       ?      ?
        joined      inform            -            !               -             -                -             -                -     ?            -       ?      ?
        joined      escalate          -            -               -             -                !             -                -     ?            -       ?      ?
        joined      decide            -            -               -             -                -             -                !     ?            -       ?      ?
        joined      forward           -            -               -             -                !             -                -     ?            -       ?      ?
        joined      record_reply      -            -               -             -                -             !                -     ?            -       ?      ?
        joined      resolve           -            -               -             -                !             -                !     ?            -       ?      ?
        joined      confirm           !            -               !             -                -             -                -     ?            -       ?      ?
        joined      reopen            !            -               !             -                -             -                -     ?            -       ?      ?
        joined      close_unconfirmed -            -               -             -                -             -                -     ?            -       ?      ?
        joined      withdraw          !            -               !             -                -             -                -     ?            -       ?      ?
        joined      join              -            -               -             -                -             !                -     ?            -       ?      ?
        joined      separate          -            -               -             -                -             +                -     ?            -       ?      ?
    ";
    raised(&city, "commune", ("district", TurnPart::Agency), grid);
}

fn a_difficulty_of_a_department(city: City) {
    // The standing agency has had the turn, so that its own lead reads it, too.
    let grid = "
        state       action            justice_lead justice_officer standing_lead standing_officer chair labour_lead culture_lead district_lead auditor justice_auditor portal admin
        draft       raise             +            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       discard           -            +               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       acknowledge       -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       pass_up           -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       ask               -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       inform            -            !               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       escalate          -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       decide            -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       forward           -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       record_reply      -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       resolve           -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       confirm           !            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       reopen            !            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       close_unconfirmed -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       withdraw          !            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       join              -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        draft       separate          -            -               ?             ?                ?     ?           ?            ?             ?       ?               ?      ?
        raised      raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        raised      discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        raised      acknowledge       -            -               +             +                -     -           ?            ?             -       -               ?      ?
        raised      pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        raised      ask               -            -               !             !                -     -           ?            ?             -       -               ?      ?
        raised      inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        raised      escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        raised      decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        raised      forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        raised      record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        raised      resolve           -            -               !             -                !     -           ?            ?             -       -               ?      ?
        raised      confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        raised      reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        raised      close_unconfirmed -            -               !             !                -     -           ?            ?             -       -               ?      ?
        raised      withdraw          +            -               -             -                -     -           ?            ?             -       -               ?      ?
        raised      join              -            -               -             +                -     -           ?            ?             -       -               ?      ?
        raised      separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        in_handling raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling acknowledge       -            -               !             !                -     -           ?            ?             -       -               ?      ?
        in_handling pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling ask               -            -               +             +                -     -           ?            ?             -       -               ?      ?
        in_handling inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling escalate          -            -               +             -                -     -           ?            ?             -       -               ?      ?
        in_handling decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        in_handling forward           -            -               +             -                -     -           ?            ?             -       -               ?      ?
        in_handling record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        in_handling resolve           -            -               +             -                +     -           ?            ?             -       -               ?      ?
        in_handling confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling close_unconfirmed -            -               !             !                -     -           ?            ?             -       -               ?      ?
        in_handling withdraw          +            -               -             -                -     -           ?            ?             -       -               ?      ?
        in_handling join              -            -               -             +                -     -           ?            ?             -       -               ?      ?
        in_handling separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        needs_info  raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  acknowledge       !            !               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  pass_up           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  ask               !            !               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  inform            -            +               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        needs_info  decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        needs_info  forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        needs_info  record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        needs_info  resolve           !            -               !             -                !     -           ?            ?             -       -               ?      ?
        needs_info  confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  close_unconfirmed !            !               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  withdraw          +            -               -             -                -     -           ?            ?             -       -               ?      ?
        needs_info  join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        needs_info  separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        escalated   raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   acknowledge       -            -               -             -                !     -           ?            ?             -       -               ?      ?
        escalated   pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   ask               -            -               -             -                !     -           ?            ?             -       -               ?      ?
        escalated   inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        escalated   decide            -            -               -             -                +     -           ?            ?             -       -               ?      ?
        escalated   forward           -            -               +             -                -     -           ?            ?             -       -               ?      ?
        escalated   record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        escalated   resolve           -            -               +             -                +     -           ?            ?             -       -               ?      ?
        escalated   confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   close_unconfirmed -            -               -             -                !     -           ?            ?             -       -               ?      ?
        escalated   withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        escalated   join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        escalated   separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        forwarded   raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   acknowledge       -            -               !             !                -     -           ?            ?             -       -               ?      ?
        forwarded   pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   ask               -            -               !             !                -     -           ?            ?             -       -               ?      ?
        forwarded   inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        forwarded   decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        forwarded   forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        forwarded   record_reply      -            -               -             +                -     -           ?            ?             -       -               ?      ?
        forwarded   resolve           -            -               +             -                +     -           ?            ?             -       -               ?      ?
        forwarded   confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   close_unconfirmed -            -               !             !                -     -           ?            ?             -       -               ?      ?
        forwarded   withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        forwarded   join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        forwarded   separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        resolved    raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    acknowledge       -            -               !             !                -     -           ?            ?             -       -               ?      ?
        resolved    pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    ask               -            -               !             !                -     -           ?            ?             -       -               ?      ?
        resolved    inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        resolved    decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        resolved    forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        resolved    record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        resolved    resolve           -            -               !             -                !     -           ?            ?             -       -               ?      ?
        resolved    confirm           +            -               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    reopen            +            -               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    close_unconfirmed -            -               +             +                -     -           ?            ?             -       -               ?      ?
        resolved    withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        resolved    join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        resolved    separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        closed      raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        closed      acknowledge       -            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      ask               -            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        closed      escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        closed      decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        closed      forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        closed      record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        closed      resolve           -            -               !             -                !     -           ?            ?             -       -               ?      ?
        closed      confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      close_unconfirmed -            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        closed      join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        closed      separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        withdrawn   raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   acknowledge       -            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   ask               -            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        withdrawn   forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        withdrawn   resolve           -            -               !             -                !     -           ?            ?             -       -               ?      ?
        withdrawn   confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   close_unconfirmed -            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        withdrawn   join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        withdrawn   separate          -            -               -             !                -     -           ?            ?             -       -               ?      ?
        joined      raise             !            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      discard           -            !               -             -                -     -           ?            ?             -       -               ?      ?
        joined      acknowledge       -            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      pass_up           -            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      ask               -            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      inform            -            !               -             -                -     -           ?            ?             -       -               ?      ?
        joined      escalate          -            -               !             -                -     -           ?            ?             -       -               ?      ?
        joined      decide            -            -               -             -                !     -           ?            ?             -       -               ?      ?
        joined      forward           -            -               !             -                -     -           ?            ?             -       -               ?      ?
        joined      record_reply      -            -               -             !                -     -           ?            ?             -       -               ?      ?
        joined      resolve           -            -               !             -                !     -           ?            ?             -       -               ?      ?
        joined      confirm           !            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      reopen            !            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      close_unconfirmed -            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      withdraw          !            -               -             -                -     -           ?            ?             -       -               ?      ?
        joined      join              -            -               -             !                -     -           ?            ?             -       -               ?      ?
        joined      separate          -            -               -             +                -     -           ?            ?             -       -               ?      ?
    ";
    raised(&city, "justice", ("labour", TurnPart::StandingAgency), grid);
}

fn a_difficulty_of_the_standing_agency(city: City) {
    let grid = "
        state       action            labour_lead labour_officer standing_lead standing_officer chair justice_lead auditor
        draft       raise             +           -              +             -                ?     ?            ?
        draft       discard           -           +              -             +                ?     ?            ?
        draft       acknowledge       -           -              -             -                ?     ?            ?
        draft       pass_up           -           -              -             -                ?     ?            ?
        draft       ask               -           -              -             -                ?     ?            ?
        draft       inform            -           !              -             !                ?     ?            ?
        draft       escalate          -           -              -             -                ?     ?            ?
        draft       decide            -           -              -             -                ?     ?            ?
        draft       forward           -           -              -             -                ?     ?            ?
        draft       record_reply      -           -              -             -                ?     ?            ?
        draft       resolve           -           -              -             -                ?     ?            ?
        draft       confirm           !           -              !             -                ?     ?            ?
        draft       reopen            !           -              !             -                ?     ?            ?
        draft       close_unconfirmed -           -              -             -                ?     ?            ?
        draft       withdraw          !           -              !             -                ?     ?            ?
        draft       join              -           -              -             -                ?     ?            ?
        draft       separate          -           -              -             -                ?     ?            ?
        raised      raise             !           -              !             -                -     ?            -
        raised      discard           -           !              -             !                -     ?            -
        raised      acknowledge       -           -              -             -                +     ?            -
        raised      pass_up           -           -              -             -                -     ?            -
        raised      ask               -           -              -             -                !     ?            -
        raised      inform            -           !              -             !                -     ?            -
        raised      escalate          -           -              -             -                !     ?            -
        raised      decide            -           -              -             -                !     ?            -
        raised      forward           -           -              -             -                !     ?            -
        raised      record_reply      -           -              -             -                !     ?            -
        raised      resolve           -           -              -             -                !     ?            -
        raised      confirm           !           -              !             -                -     ?            -
        raised      reopen            !           -              !             -                -     ?            -
        raised      close_unconfirmed -           -              -             -                !     ?            -
        raised      withdraw          +           -              +             -                -     ?            -
        raised      join              -           -              -             -                +     ?            -
        raised      separate          -           -              -             -                !     ?            -
        in_handling raise             !           -              !             -                -     ?            -
        in_handling discard           -           !              -             !                -     ?            -
        in_handling acknowledge       -           -              -             -                !     ?            -
        in_handling pass_up           -           -              -             -                -     ?            -
        in_handling ask               -           -              -             -                +     ?            -
        in_handling inform            -           !              -             !                -     ?            -
        in_handling escalate          -           -              -             -                +     ?            -
        in_handling decide            -           -              -             -                !     ?            -
        in_handling forward           -           -              -             -                +     ?            -
        in_handling record_reply      -           -              -             -                !     ?            -
        in_handling resolve           -           -              -             -                +     ?            -
        in_handling confirm           !           -              !             -                -     ?            -
        in_handling reopen            !           -              !             -                -     ?            -
        in_handling close_unconfirmed -           -              -             -                !     ?            -
        in_handling withdraw          +           -              +             -                -     ?            -
        in_handling join              -           -              -             -                +     ?            -
        in_handling separate          -           -              -             -                !     ?            -
        needs_info  raise             !           -              !             -                -     ?            -
        needs_info  discard           -           !              -             !                -     ?            -
        needs_info  acknowledge       !           !              -             -                -     ?            -
        needs_info  pass_up           !           -              -             -                -     ?            -
        needs_info  ask               !           !              -             -                -     ?            -
        needs_info  inform            -           +              -             +                -     ?            -
        needs_info  escalate          -           -              -             -                !     ?            -
        needs_info  decide            -           -              -             -                !     ?            -
        needs_info  forward           -           -              -             -                !     ?            -
        needs_info  record_reply      -           -              -             -                !     ?            -
        needs_info  resolve           !           -              -             -                !     ?            -
        needs_info  confirm           !           -              !             -                -     ?            -
        needs_info  reopen            !           -              !             -                -     ?            -
        needs_info  close_unconfirmed !           !              -             -                -     ?            -
        needs_info  withdraw          +           -              +             -                -     ?            -
        needs_info  join              -           -              -             -                !     ?            -
        needs_info  separate          -           -              -             -                !     ?            -
        escalated   raise             !           -              !             -                -     ?            -
        escalated   discard           -           !              -             !                -     ?            -
        escalated   acknowledge       -           -              -             -                !     ?            -
        escalated   pass_up           -           -              -             -                -     ?            -
        escalated   ask               -           -              -             -                !     ?            -
        escalated   inform            -           !              -             !                -     ?            -
        escalated   escalate          -           -              -             -                !     ?            -
        escalated   decide            -           -              -             -                +     ?            -
        escalated   forward           -           -              -             -                +     ?            -
        escalated   record_reply      -           -              -             -                !     ?            -
        escalated   resolve           -           -              -             -                +     ?            -
        escalated   confirm           !           -              !             -                -     ?            -
        escalated   reopen            !           -              !             -                -     ?            -
        escalated   close_unconfirmed -           -              -             -                !     ?            -
        escalated   withdraw          !           -              !             -                -     ?            -
        escalated   join              -           -              -             -                !     ?            -
        escalated   separate          -           -              -             -                !     ?            -
        forwarded   raise             !           -              !             -                -     ?            -
        forwarded   discard           -           !              -             !                -     ?            -
        forwarded   acknowledge       -           -              -             -                !     ?            -
        forwarded   pass_up           -           -              -             -                -     ?            -
        forwarded   ask               -           -              -             -                !     ?            -
        forwarded   inform            -           !              -             !                -     ?            -
        forwarded   escalate          -           -              -             -                !     ?            -
        forwarded   decide            -           -              -             -                !     ?            -
        forwarded   forward           -           -              -             -                !     ?            -
        forwarded   record_reply      -           -              -             -                +     ?            -
        forwarded   resolve           -           -              -             -                +     ?            -
        forwarded   confirm           !           -              !             -                -     ?            -
        forwarded   reopen            !           -              !             -                -     ?            -
        forwarded   close_unconfirmed -           -              -             -                !     ?            -
        forwarded   withdraw          !           -              !             -                -     ?            -
        forwarded   join              -           -              -             -                !     ?            -
        forwarded   separate          -           -              -             -                !     ?            -
        resolved    raise             !           -              !             -                -     ?            -
        resolved    discard           -           !              -             !                -     ?            -
        resolved    acknowledge       -           -              -             -                !     ?            -
        resolved    pass_up           -           -              -             -                -     ?            -
        resolved    ask               -           -              -             -                !     ?            -
        resolved    inform            -           !              -             !                -     ?            -
        resolved    escalate          -           -              -             -                !     ?            -
        resolved    decide            -           -              -             -                !     ?            -
        resolved    forward           -           -              -             -                !     ?            -
        resolved    record_reply      -           -              -             -                !     ?            -
        resolved    resolve           -           -              -             -                !     ?            -
        resolved    confirm           +           -              +             -                -     ?            -
        resolved    reopen            +           -              +             -                -     ?            -
        resolved    close_unconfirmed -           -              -             -                +     ?            -
        resolved    withdraw          !           -              !             -                -     ?            -
        resolved    join              -           -              -             -                !     ?            -
        resolved    separate          -           -              -             -                !     ?            -
        closed      raise             !           -              !             -                -     ?            -
        closed      discard           -           !              -             !                -     ?            -
        closed      acknowledge       -           -              -             -                -     ?            -
        closed      pass_up           -           -              -             -                -     ?            -
        closed      ask               -           -              -             -                -     ?            -
        closed      inform            -           !              -             !                -     ?            -
        closed      escalate          -           -              -             -                !     ?            -
        closed      decide            -           -              -             -                !     ?            -
        closed      forward           -           -              -             -                !     ?            -
        closed      record_reply      -           -              -             -                !     ?            -
        closed      resolve           -           -              -             -                !     ?            -
        closed      confirm           !           -              !             -                -     ?            -
        closed      reopen            !           -              !             -                -     ?            -
        closed      close_unconfirmed -           -              -             -                -     ?            -
        closed      withdraw          !           -              !             -                -     ?            -
        closed      join              -           -              -             -                !     ?            -
        closed      separate          -           -              -             -                !     ?            -
        withdrawn   raise             !           -              !             -                -     ?            -
        withdrawn   discard           -           !              -             !                -     ?            -
        withdrawn   acknowledge       -           -              -             -                -     ?            -
        withdrawn   pass_up           -           -              -             -                -     ?            -
        withdrawn   ask               -           -              -             -                -     ?            -
        withdrawn   inform            -           !              -             !                -     ?            -
        withdrawn   escalate          -           -              -             -                !     ?            -
        withdrawn   decide            -           -              -             -                !     ?            -
        withdrawn   forward           -           -              -             -                !     ?            -
        withdrawn   record_reply      -           -              -             -                !     ?            -
        withdrawn   resolve           -           -              -             -                !     ?            -
        withdrawn   confirm           !           -              !             -                -     ?            -
        withdrawn   reopen            !           -              !             -                -     ?            -
        withdrawn   close_unconfirmed -           -              -             -                -     ?            -
        withdrawn   withdraw          !           -              !             -                -     ?            -
        withdrawn   join              -           -              -             -                !     ?            -
        withdrawn   separate          -           -              -             -                !     ?            -
        joined      raise             !           -              !             -                -     ?            -
        joined      discard           -           !              -             !                -     ?            -
        joined      acknowledge       -           -              -             -                -     ?            -
        joined      pass_up           -           -              -             -                -     ?            -
        joined      ask               -           -              -             -                -     ?            -
        joined      inform            -           !              -             !                -     ?            -
        joined      escalate          -           -              -             -                !     ?            -
        joined      decide            -           -              -             -                !     ?            -
        joined      forward           -           -              -             -                !     ?            -
        joined      record_reply      -           -              -             -                !     ?            -
        joined      resolve           -           -              -             -                !     ?            -
        joined      confirm           !           -              !             -                -     ?            -
        joined      reopen            !           -              !             -                -     ?            -
        joined      close_unconfirmed -           -              -             -                -     ?            -
        joined      withdraw          !           -              !             -                -     ?            -
        joined      join              -           -              -             -                !     ?            -
        joined      separate          -           -              -             -                +     ?            -
    ";
    raised(&city, "labour", ("committee", TurnPart::Chair), grid);
}
