//! Cycles.

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::Uses;

/// The groups of more than one name that use each other, directly or through others.
pub fn cycles(uses: &Uses) -> Vec<Vec<String>> {
    let mut graph = DiGraph::<&str, ()>::new();
    let mut nodes = std::collections::BTreeMap::new();
    for name in uses.keys().chain(uses.values().flatten()) {
        nodes
            .entry(name.as_str())
            .or_insert_with(|| graph.add_node(name));
    }
    for (user, used) in uses {
        for name in used {
            if let (Some(from), Some(to)) = (nodes.get(user.as_str()), nodes.get(name.as_str())) {
                graph.add_edge(*from, *to, ());
            }
        }
    }
    let mut cycles: Vec<Vec<String>> = tarjan_scc(&graph)
        .into_iter()
        .filter(|group| group.len() > 1)
        .map(|group| {
            let names = group.into_iter().filter_map(|node| graph.node_weight(node));
            let mut names: Vec<String> = names.map(|name| (*name).to_owned()).collect();
            names.sort();
            names
        })
        .collect();
    cycles.sort();
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_through_others_is_found_and_a_chain_is_not() {
        let mut uses = Uses::new();
        for (user, used) in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")] {
            uses.insert(user.to_owned(), vec![used.to_owned()]);
        }
        assert_eq!(cycles(&uses), [["a", "b", "c"]]);
    }
}
