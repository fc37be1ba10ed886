//! The pages are built into the program: another build of them calls for another build of it.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
