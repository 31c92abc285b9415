/*{
  "name": "composite",
  "about": "Puts the person in front of the background; their edge loses the room's colour and takes the scene's light.",
  "kind": "point",
  "hides": true,
  "params": {
    "wrap":  {"default": 0.35, "min": 0.0, "max": 1.0, "about": "light of the scene on the person's edge; 0 none"},
    "clean": {"default": 1.00, "min": 0.0, "max": 1.0, "about": "how far the room's colour is taken out of the edge; 0 leaves it in"}
  }
}*/
const float composite_near = 0.02;  // less of the person or the room near than this tells nothing of its colour
const float composite_least = 0.01;  // person and room of one colour: nothing divides by nought

// What the room has put into a colour. The person's own is that of the person nearby, and of what the mixture with the
// room nearby does not explain the person's share (Forte, "Approximate fast foreground colour estimation", 2021).
vec3 composite_foreign(float alpha, vec2 uv) {
  vec4 person = texture(u_person, focused(uv));
  vec4 room = texture(u_room, focused(uv));
  if (person.a < composite_near || room.a < composite_near) return vec3(0.0);
  vec3 seen = texelFetch(u_frame, ivec2(uv * vec2(textureSize(u_frame, 0))), 0).rgb;
  vec3 rest = seen - mix(room.rgb, person.rgb, alpha);
  // A rest that goes towards the room is an edge drawn a little too far out, and no colour of the person's.
  vec3 away = room.rgb - person.rgb;
  rest -= away * max(dot(rest, away), 0.0) / max(dot(away, away), composite_least);
  vec3 own = person.rgb + alpha * rest;
  return seen - clamp(own, 0.0, 1.0);
}

vec4 composite(vec4 color, vec2 uv) {
  if (color.a >= 1.0) return color;
  vec3 behind = scene(uv);
  if (color.a <= 0.0) return vec4(behind, 0.0);
  vec3 person = clamp(color.rgb - composite_clean * composite_foreign(color.a, uv), 0.0, 1.0);
  person = mix(person, max(person, behind), composite_wrap * (1.0 - color.a));
  return vec4(mix(behind, person, color.a), color.a);
}
