package main

exception[rules] {
  rules := ["large"]
}
